"""The store that is measured: PostgreSQL and Redis where both answer, else the embedded one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import redis
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

_POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://root@127.0.0.1:5432/postgres")
_REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
_DATABASE = "card_bench"
_REDIS_DATABASE = 7
_PATIENCE_SECONDS = 2


@dataclass(frozen=True)
class Store:
    """A store in words, how many workers share it, and the settings of a service that uses it."""

    about: str
    workers: int
    settings: Mapping[str, str]


class AnotherBenchRuns(Exception):
    """Two at once would drop each other's database, and measure each other."""


@contextmanager
def open_store() -> Iterator[Store]:
    """Open an empty store of the bench's own, and leave nothing of it behind; raises `AnotherBenchRuns`."""
    with ExitStack() as stack:
        try:
            postgres, short_lived = _connect(stack)
        except (OperationalError, redis.RedisError) as error:
            missing = "PostgreSQL" if isinstance(error, OperationalError) else "Redis"
            store = Store(f"SQLite + fakeredis in the process, as {missing} does not answer", 1, {})
        else:
            store = Store(_describe(postgres, short_lived), 2, _settings())
            _claim(postgres)
            stack.callback(_drop, postgres, short_lived)
            _drop(postgres, short_lived)
            postgres.execute(text(f"CREATE DATABASE {_DATABASE}"))
        yield store


@contextmanager
def another_database(name: str) -> Iterator[str]:
    """Create one more empty database on PostgreSQL and drop it in the end; yields its URL.

    The caller holds the store, so that no other bench has one of this name.
    """
    database = f"{_DATABASE}_{name}"
    engine = create_engine(_POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as postgres:
        try:
            postgres.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
            postgres.execute(text(f"CREATE DATABASE {database}"))
            yield f"{_POSTGRES.rpartition('/')[0]}/{database}"
        finally:
            postgres.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))


def _connect(stack: ExitStack) -> tuple[Connection, redis.Redis]:
    short_lived = redis.Redis.from_url(
        f"{_REDIS}/{_REDIS_DATABASE}", socket_connect_timeout=_PATIENCE_SECONDS
    )
    stack.callback(short_lived.close)
    short_lived.ping()
    engine = create_engine(
        _POSTGRES,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        connect_args={"connect_timeout": _PATIENCE_SECONDS},
    )
    return stack.enter_context(engine.connect()), short_lived


def _claim(postgres: Connection) -> None:
    """Hold a lock for as long as this connection lives."""
    if not postgres.execute(text(f"SELECT pg_try_advisory_lock(hashtext('{_DATABASE}'))")).scalar_one():
        raise AnotherBenchRuns("another bench is running on this PostgreSQL; wait until it has ended")


def _describe(postgres: Connection, short_lived: redis.Redis) -> str:
    version = postgres.execute(text("SHOW server_version")).scalar_one().split()[0]
    redis_version = short_lived.info("server")["redis_version"]
    return f"PostgreSQL {version} + Redis {redis_version} on loopback"


def _settings() -> dict[str, str]:
    return {
        "CARD_DATABASE_URL": f"{_POSTGRES.rpartition('/')[0]}/{_DATABASE}",
        "CARD_REDIS_URL": f"{_REDIS}/{_REDIS_DATABASE}",
    }


def _drop(postgres: Connection, short_lived: redis.Redis) -> None:
    postgres.execute(text(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)"))
    short_lived.flushdb()
