"""The store that is measured: PostgreSQL and Redis where both answer, else the embedded one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import redis
from sqlalchemy import Engine, create_engine, text
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


@contextmanager
def open_store() -> Iterator[Store]:
    """Open an empty store of the bench's own, and leave nothing of it behind."""
    postgres = create_engine(
        _POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": _PATIENCE_SECONDS}
    )
    short_lived = redis.Redis.from_url(
        f"{_REDIS}/{_REDIS_DATABASE}", socket_connect_timeout=_PATIENCE_SECONDS
    )
    try:
        about = _describe(postgres, short_lived)
        _empty(postgres, short_lived, f"CREATE DATABASE {_DATABASE}")
    except (OperationalError, redis.RedisError) as error:
        missing = "PostgreSQL" if isinstance(error, OperationalError) else "Redis"
        store = Store(f"SQLite + fakeredis in the process, as {missing} does not answer", 1, {})
    else:
        store = Store(about, 2, _settings())
    try:
        yield store
    finally:
        if store.settings:
            _empty(postgres, short_lived)
        postgres.dispose()
        short_lived.close()


def _describe(postgres: Engine, short_lived: redis.Redis) -> str:
    with postgres.connect() as connection:
        version = connection.execute(text("SHOW server_version")).scalar_one()
    return (
        f"PostgreSQL {version.split()[0]} + Redis {short_lived.info('server')['redis_version']} on loopback"
    )


def _settings() -> dict[str, str]:
    return {
        "CARD_DATABASE_URL": f"{_POSTGRES.rpartition('/')[0]}/{_DATABASE}",
        "CARD_REDIS_URL": f"{_REDIS}/{_REDIS_DATABASE}",
    }


def _empty(postgres: Engine, short_lived: redis.Redis, *then: str) -> None:
    with postgres.connect() as connection:
        for statement in (f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)", *then):
            connection.execute(text(statement))
    short_lived.flushdb()
