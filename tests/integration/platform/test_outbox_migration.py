"""Messages that were stored before the outbox knew destinations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.platform.database import Database
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate
from tests.integration.platform.rows import stored_messages

pytestmark = pytest.mark.store
BEFORE = "0004"


@pytest.fixture
def former(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[Database]:
    """Give a database as it was before; the tests that follow find the store migrated again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, BEFORE)
    database = Database(address)
    yield database
    database.close()
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


def put_former_message(database: Database, key: str, stream: str, state: str) -> None:
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO outbox_message"
                " (key, stream, topic, payload, state, attempts, created_at, ready_at)"
                " VALUES (:key, :stream, 'note', '{}', :state, 0, '2026-11-23 04:00:00.000000',"
                " '2026-11-23 04:00:00.000000')"
            ),
            {"key": key, "stream": stream, "state": state},
        )


def test_former_messages_get_their_destination_and_when_they_were_settled(former: Database) -> None:
    put_former_message(former, "waits", "library/1/2", "ready")
    put_former_message(former, "dead", "bus/1", "dead")
    put_former_message(former, "done", "plain", "done")
    migrate(former.url)
    left = stored_messages(former)
    assert {key: one.destination for key, one in left.items()} == {
        "waits": "library",
        "dead": "bus",
        "done": "",
    }
    assert left["waits"].settled_at is None
    assert left["dead"].settled_at == left["dead"].ready_at
    assert left["done"].settled_at == left["done"].ready_at
