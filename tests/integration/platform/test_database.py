from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError

from backend.platform.database import Database, Executor
from backend.platform.errors import Conflict, Unavailable
from tests.integration.platform.rows import put_message, put_messages, stored_messages

pytestmark = pytest.mark.store
Opening = Callable[[Database], AbstractContextManager[Executor]]
IN_THE_CITY = timezone(timedelta(hours=8))


class WentWrong(Exception):
    """Raised in the middle of a use case."""


def test_a_transaction_stores_everything_at_its_end(database: Database) -> None:
    with database.transaction() as session:
        put_message(session, "a")
        put_message(session, "b")
        session.flush()
        assert stored_messages(database) == {}
    assert stored_messages(database).keys() == {"a", "b"}


def test_a_transaction_that_fails_stores_nothing(database: Database) -> None:
    with pytest.raises(WentWrong), database.transaction() as session:
        put_message(session, "a")
        session.flush()
        raise WentWrong
    assert stored_messages(database) == {}


def test_what_was_read_can_be_used_after_the_transaction(database: Database) -> None:
    put_messages(database, "a")
    assert stored_messages(database)["a"].payload == {"key": "a"}


def test_reading_never_stores(database: Database) -> None:
    is_refused = pytest.raises(InternalError) if database.dialect == "postgresql" else nullcontext()
    with is_refused, database.reading() as session:
        put_message(session, "a")
        session.flush()
    assert stored_messages(database) == {}


def test_a_connection_used_for_reading_writes_again_afterwards(database: Database) -> None:
    for number in range(20):
        stored_messages(database)
        put_messages(database, f"m{number}")
    assert len(stored_messages(database)) == 20


def test_a_savepoint_gives_back_only_what_came_after_it(database: Database) -> None:
    put_messages(database, "taken")
    with database.transaction() as session:
        put_message(session, "before")
        with pytest.raises(IntegrityError), session.begin_nested():
            put_message(session, "within")
            session.flush()
            put_message(session, "taken")
        put_message(session, "after")
    assert stored_messages(database).keys() == {"taken", "before", "after"}


def test_each_single_statement_is_a_transaction_of_its_own(database: Database) -> None:
    put_messages(database, "a", "b")
    with pytest.raises(WentWrong), database.single_statement() as connection:
        connection.execute(text("DELETE FROM outbox_message WHERE key = 'a'"))
        raise WentWrong
    assert stored_messages(database).keys() == {"b"}


def test_a_moment_of_any_zone_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    moment = datetime(2026, 11, 23, 0, 30, 1, 123_456, tzinfo=IN_THE_CITY)
    put_messages(database, "a", at=moment)
    found = stored_messages(database)["a"].ready_at
    assert found == moment
    assert found.tzinfo is UTC


def test_a_unique_value_that_was_taken_meanwhile_is_a_conflict(database: Database) -> None:
    put_messages(database, "a")
    with pytest.raises(Conflict, match="changed-meanwhile") as conflict:
        put_messages(database, "a")
    assert conflict.value.retry_after_seconds


@pytest.mark.parametrize(
    "away", ["postgresql+psycopg://127.0.0.1:1/card", "sqlite:////no/such/folder/card.sqlite3"]
)
@pytest.mark.parametrize("opened", [Database.transaction, Database.reading, Database.single_statement])
def test_a_store_that_is_away_is_unavailable(away: str, opened: Opening) -> None:
    database = Database(away)
    with pytest.raises(Unavailable, match="store-unavailable"), opened(database) as session:
        session.execute(text("SELECT 1"))
    database.close()


def test_a_statement_that_cannot_be_right_is_a_fault_and_no_absent_store(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as session:
        session.execute(text("SELECT 1 FROM no_such_table"))


def test_foreign_keys_are_held(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO consent_grant (id, citizen_id, purpose, version, granted_at)"
                " VALUES ('c', 'nobody', 'p', '1', '2026-11-23')"
            )
        )
