from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from backend.platform.database import Base, Database
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate

pytestmark = pytest.mark.store


@pytest.fixture
def empty_address(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables; the tests that follow find the store migrated again."""
    yield store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    database = Database(address)
    with database.engine.connect() as connection:
        yield connection
    database.close()


def tables_of(address: str) -> set[str]:
    with connected(address) as connection:
        return {*inspect(connection).get_table_names()}


def differences_from_the_models(address: str) -> list[object]:
    with connected(address) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [*compare_metadata(context, Base.metadata)]


def test_migrating_up_gives_exactly_the_tables_of_the_models(empty_address: str) -> None:
    migrate(empty_address)
    assert differences_from_the_models(empty_address) == []
    assert tables_of(empty_address) == {*Base.metadata.tables, "alembic_version"}


def test_migrations_can_be_taken_back_to_nothing_and_made_again(empty_address: str) -> None:
    migrate(empty_address)
    migrate(empty_address, "base")
    assert tables_of(empty_address) == {"alembic_version"}
    migrate(empty_address)
    assert differences_from_the_models(empty_address) == []


def test_migrating_again_changes_nothing(empty_address: str) -> None:
    migrate(empty_address)
    migrate(empty_address)
    assert differences_from_the_models(empty_address) == []
