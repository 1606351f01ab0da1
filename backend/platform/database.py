"""The store: one engine, explicit transactions, the same behaviour on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from backend.platform.errors import Conflict, Invalid, Unavailable

_CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_SQLITE_BUSY_TIMEOUT_MS = 10_000

# What a statement can be run on: a use case's session, or a connection of single statements.
Executor = Session | Connection


# SQLite counts up by itself only in a column of exactly this type.
Counter = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """The root of every table, with constraint names that migrations can rely on."""

    metadata = MetaData(naming_convention=_CONSTRAINT_NAMES)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite, which knows no zones, stores it naive and gets the zone back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must know its zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Opens transactions; a use case opens exactly one."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine = _build_engine(url, pool_size)
        self._reading = self.engine.execution_options(read_only=True, postgresql_readonly=True)
        self._single = _build_single_statement_engine(self.engine, url, pool_size)

    @property
    def dialect(self) -> str:
        """Return `sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Return each engine that has connections of its own; what listens to them hears every statement."""
        return (self.engine,) if self._single.pool is self.engine.pool else (self.engine, self._single)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open the one transaction of a use case; it commits at the end, or rolls back on any error."""
        with _answering(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session whose writes would be thrown away; PostgreSQL refuses them at once."""
        with _answering(), Session(self._reading) as session:
            yield session

    @contextmanager
    def single_statement(self) -> Iterator[Connection]:
        """Open a connection on which each statement is a transaction of its own, for hot paths."""
        with _answering(), self._single.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back to the system."""
        self.engine.dispose()
        self._single.dispose()


def insert_into(executor: Executor, table: Any) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say what to do ON CONFLICT, in the dialect at hand."""
    bind = executor if isinstance(executor, Connection) else executor.get_bind()
    return postgresql.insert(table) if bind.dialect.name == "postgresql" else sqlite.insert(table)


@contextmanager
def _answering() -> Iterator[None]:
    """Turn a store that is away into `Unavailable`, a unique value taken meanwhile into `Conflict`."""
    try:
        yield
    except IntegrityError as error:
        if not _is_taken(error):
            raise
        raise Conflict(
            "changed-meanwhile",
            zh="同一内容刚刚被另一个请求改动，请刷新后重试。",
            en="Another request has just changed the same thing; please look again and repeat.",
            retry_after_seconds=1,
        ) from error
    except DataError as error:
        raise Invalid(
            "value-cannot-be-stored",
            zh="内容过长或含有无法保存的字符，请修改后重试。",
            en="A value is too long or holds a character that cannot be stored; please change it.",
        ) from error
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        if _is_our_fault(error):
            raise
        raise Unavailable(
            "store-unavailable",
            zh="服务暂时不可用，请稍后再试。",
            en="The service is unavailable for a moment; please try again.",
            retry_after_seconds=2,
        ) from error


def _is_taken(error: IntegrityError) -> bool:
    """Tell a unique value that another transaction took from every other broken constraint."""
    names = (getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorname", None))
    return bool({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"} & {*names})


def _is_our_fault(error: SQLAlchemyError) -> bool:
    """Tell a statement that makes no sense to SQLite; PostgreSQL has an error class of its own for it."""
    return getattr(getattr(error, "orig", None), "sqlite_errorname", None) == "SQLITE_ERROR"


def _build_engine(url: str, pool_size: int) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True)


def _build_single_statement_engine(engine: Engine, url: str, pool_size: int) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    # Connections of its own: they never begin, so none needs a rollback before it goes back to the pool.
    return create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,
    )


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling would begin too late and leak rows past a savepoint.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_SQLITE_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    # A writer takes the lock at once: upgrading a read lock later fails instead of waiting.
    connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")
