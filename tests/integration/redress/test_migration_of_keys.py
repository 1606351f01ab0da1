"""Cases get a key of their own where nothing is sealed yet, and nothing sealed becomes unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.builders.stores import EmbeddedStore, ServiceStore, migrate, take_back

pytestmark = pytest.mark.store
_VALUES = {"at": "2026-11-01 20:00:00+00:00", "index": b"1" * 32}
_CASE = (
    "INSERT INTO citizen (id, created_at, id_index) VALUES ('cit_1', :at, :index)",
    "INSERT INTO redress_case (id, number, kind, citizen_id, subject_index, record_id, item_id, department,"
    " reason, words_encrypted, state, version, edition, opened_at, is_serious, is_extended, is_reviewed,"
    " was_asked, is_reminded, is_escalated) VALUES ('dsp_1', 'Y2026-000000001', 'dispute', 'cit_1', :index,"
    " 'rec_1', 'mkt.penalty.ordinary', 'mkt', 'other', :index, 'filed', 1, '2026-1', :at, false, false,"
    " false, false, false, false)",
)
_STEP = (
    "INSERT INTO redress_step (case_id, version, at, event, from_state, to_state, party, actor_id,"
    " actor_name, content_encrypted) VALUES ('dsp_1', 1, :at, 'file', 'start', 'filed', 'citizen',"
    " 'cit_1', '本人', {content})"
)


@pytest.fixture
def address(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the step before; the tests that follow find the store whole again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, "0018")
    yield address
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


def _run(address: str, *statements: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), _VALUES)
    engine.dispose()


def test_cases_that_said_nothing_come_along_and_go_back(address: str) -> None:
    _run(address, *_CASE, _STEP.format(content="NULL"))
    migrate(address, "0019")
    _run(address, "SELECT key_encrypted FROM redress_case")
    take_back(address, "0018")
    migrate(address, "0019")


def test_what_is_sealed_is_not_made_unreadable_either_way(address: str) -> None:
    _run(address, *_CASE, _STEP.format(content=":index"))
    with pytest.raises(SystemExit, match="Keep this edition"):
        migrate(address, "0019")
    # As a step of the edition after.
    _run(address, "ALTER TABLE redress_case ADD COLUMN key_encrypted " + _bytes_of(address))
    _run(address, "UPDATE alembic_version SET version_num = '0019'")
    with pytest.raises(SystemExit, match="Keep this edition"):
        take_back(address, "0018")


def _bytes_of(address: str) -> str:
    return "BLOB" if address.startswith("sqlite") else "BYTEA"
