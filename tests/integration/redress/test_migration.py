"""Disputes of the time before cases become cases, and become disputes again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.builders.stores import EmbeddedStore, ServiceStore, migrate, take_back

pytestmark = pytest.mark.store
AT = "2026-11-01 20:00:00+00:00"
_ALL_BUT_WHEN = "SELECT id, citizen_id, record_id, reason, words_encrypted, state FROM dispute"


@pytest.fixture
def address(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the step before; the tests that follow find the store whole again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, "0009")
    yield address
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


def _run(address: str, *statements: str) -> list[tuple[Any, ...]]:
    engine = create_engine(address)
    with engine.begin() as connection:
        for statement in statements[:-1]:
            connection.execute(text(statement), {"at": AT, "index": b"1" * 32})
        found = [
            tuple(row) for row in connection.execute(text(statements[-1]), {"at": AT, "index": b"1" * 32})
        ]
    engine.dispose()
    return found


def test_a_dispute_becomes_a_case_with_its_first_step_and_comes_back(address: str) -> None:
    before = _run(
        address,
        "INSERT INTO citizen (id, created_at, id_index) VALUES ('cit_1', :at, :index)",
        "INSERT INTO credit_record (subject_index, id, subject_kind, item_id, department, document_number,"
        " title, decided_on, state, fingerprint, version, batch_id, received_at) VALUES (:index, 'rec_1',"
        " 'natural', 'mkt.penalty.ordinary', 'mkt', '1', 't', '2026-10-01', 'disputed', :index, 1, 'b', :at)",
        "INSERT INTO dispute (id, citizen_id, record_id, reason, words_encrypted, state, opened_at)"
        " VALUES ('dsp_1', 'cit_1', 'rec_1', 'other', :index, 'open', :at)",
        _ALL_BUT_WHEN,
    )
    migrate(address)
    cases = _run(address, "SELECT id, kind, item_id, department, state, version FROM redress_case")
    assert cases == [("dsp_1", "dispute", "mkt.penalty.ordinary", "mkt", "filed", 1)]
    ((number, due_on),) = _run(address, "SELECT number, due_on FROM redress_case")
    assert (number[:6], len(number), str(due_on)) == ("Y2026-", 15, "2026-11-02")
    assert _run(address, "SELECT case_id, version, event, to_state FROM redress_step") == [
        ("dsp_1", 1, "file", "filed")
    ]
    take_back(address, "0009")
    assert _run(address, _ALL_BUT_WHEN) == before
    assert str(_run(address, "SELECT opened_at FROM dispute")[0][0]).startswith("2026-11-0")
