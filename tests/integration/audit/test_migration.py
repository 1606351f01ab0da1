"""What was entered before there was a chain comes under its first seal."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.audit.building import Audit, build_audit
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex
from tests.builders.clock import StandingClock
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate, take_back

pytestmark = pytest.mark.store
BEFORE = "0014"
ENTER = (
    "INSERT INTO access_entry"
    " (id, citizen_id, occurred_at, actor_kind, actor_id, actor_name, action, disclosed)"
    " VALUES ('acc_1', 'cit_1', '2024-05-01 08:00:00', 'citizen', 'cit_1', '本人', 'status.viewed', '[]')"
)


@pytest.fixture
def database(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[Database]:
    """Give a database of the step before; the tests that follow find the store whole again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, BEFORE)
    database = Database(address)
    yield database
    database.close()
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


@pytest.fixture
def audit(database: Database, clock: StandingClock) -> Audit:
    return build_audit(database, clock, BlindIndex(secrets.token_bytes(32)), [])


def run(database: Database, statement: str) -> None:
    with database.transaction() as session:
        session.execute(text(statement))


def test_entries_of_the_time_before_are_sealed_first(database: Database, audit: Audit) -> None:
    run(database, ENTER)
    migrate(database.url)
    assert audit.verification.verify().waiting == 1
    assert audit.sealing.run().entries == 1
    found = audit.verification.verify()
    assert (found.is_sound, found.entries) == (True, 1)


def test_taken_back_the_entries_stay_and_the_chain_is_gone(database: Database, audit: Audit) -> None:
    run(database, ENTER)
    migrate(database.url)
    audit.sealing.run()
    take_back(database.url, BEFORE)
    run(database, "UPDATE access_entry SET outcome = 'x' WHERE id = 'acc_1'")
    run(database, "DELETE FROM access_entry WHERE id = 'acc_1'")
