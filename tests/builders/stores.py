"""The two grounds on which the suite runs: SQLite with fakeredis, and PostgreSQL with Redis."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fakeredis
import pytest
import redis
from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from backend.platform.database import Base, Database

_ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://root@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
_FIRST_REDIS_DATABASE, _PLACES = 8, 8
_FIRST_LOCK = 7_204_000


def migrate(url: str, revision: str = "head") -> None:
    """Run the real migrations up to `revision`, or down to `base`."""
    (command.downgrade if revision == "base" else command.upgrade)(_migrations_of(url), revision)


def take_back(url: str, revision: str) -> None:
    """Run the real migrations down to `revision`."""
    command.downgrade(_migrations_of(url), revision)


def _migrations_of(url: str) -> Config:
    config = Config(toml_file=str(_ROOT / "pyproject.toml"))
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    config.attributes["url"] = url
    return config


class EmbeddedStore:
    """SQLite files copied from one migrated original, and fakeredis."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._original = folder / "original.sqlite3"
        self._made = 0
        migrate(f"sqlite:///{self._original}")

    @contextmanager
    def database(self) -> Iterator[Database]:
        self._made += 1
        path = self._folder / f"{self._made}.sqlite3"
        shutil.copy(self._original, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield database
        finally:
            database.close()

    def short_lived(self) -> redis.Redis:
        return fakeredis.FakeRedis()

    def close(self) -> None:
        """Leave the files to whoever made their folder."""

    def settings(self, folder: Path) -> dict[str, str]:
        """Return the settings of processes that shall use a new store of this kind."""
        return {"CARD_DATABASE_URL": f"sqlite:///{folder}/town.sqlite3", "CARD_REDIS_URL": "memory://"}


class _Place:
    """One of eight places beside each other, held by a lock of PostgreSQL until this process ends.

    So two runs of the suite at the same time never meet in one database.
    """

    def __init__(self) -> None:
        self._holder = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
        self.number = next(number for number in range(_PLACES) if self._takes(number))
        self.redis_url = f"{REDIS}/{_FIRST_REDIS_DATABASE + self.number}"

    def leave(self) -> None:
        """Let another process have the place."""
        self._holder.close()

    def _takes(self, number: int) -> bool:
        wish = text("SELECT pg_try_advisory_lock(:place)")
        return bool(self._holder.scalar(wish, {"place": _FIRST_LOCK + number}))


class ServiceStore:
    """A PostgreSQL database and a Redis database of this process's own, emptied before each test."""

    def __init__(self, role: str | None = None) -> None:
        self._place = _Place()
        self._role = role
        self._redis = redis.Redis.from_url(self._place.redis_url)
        self._redis.ping()
        self._name = f"card_test_{self._place.number}"
        self.url = POSTGRES.rsplit("/", 1)[0] + f"/{self._name}"
        _recreate(self._name)
        migrate(self.url)

    @contextmanager
    def database(self) -> Iterator[Database]:
        self.empty()
        database = Database(self.url_as(self._role) if self._role else self.url)
        try:
            yield database
        finally:
            database.close()

    def empty(self) -> None:
        """Remove every row, with all rights."""
        database = Database(self.url)
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with database.transaction() as session:
            session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        database.close()

    def url_as(self, role: str) -> str:
        """Return the address for a role of `migrations/roles.sql`, such as `app`, made for this database."""
        grant_roles(self.url, self._name)
        return f"{self.url}?options=-c%20role%3D{self._name}_{role}"

    def short_lived(self) -> redis.Redis:
        self._redis.flushdb()
        return self._redis

    def close(self) -> None:
        self._redis.close()
        self._place.leave()

    def settings(self, _folder: Path) -> dict[str, str]:
        """Return the settings of processes that shall use this store, emptied."""
        _recreate(self._name)
        self.short_lived()
        return {
            "CARD_DATABASE_URL": self.url,
            "CARD_REDIS_URL": self._place.redis_url,
        }


def grant_roles(url: str, prefix: str) -> None:
    """Run `migrations/roles.sql` there."""
    script = str(_ROOT / "migrations" / "roles.sql")
    command = ["psql", "--quiet", f"--set=prefix={prefix}", f"--file={script}", libpq(url)]
    subprocess.run(command, check=True, capture_output=True, text=True)


def libpq(url: str) -> str:
    """Return an address of SQLAlchemy as PostgreSQL's own programs read it."""
    return url.replace("postgresql+psycopg:", "postgresql:")


def _recreate(name: str) -> None:
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()


def open_store(kind: str, folder: Path, role: str | None = None) -> EmbeddedStore | ServiceStore:
    """Return the store of that kind; where its services are away the tests are skipped, but never in CI."""
    if kind == "embedded":
        return EmbeddedStore(folder)
    try:
        return ServiceStore(role)
    except (OperationalError, redis.RedisError) as error:
        reason = f"PostgreSQL or Redis does not answer: {type(error).__name__}"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}; CI has both")
        pytest.skip(reason)
