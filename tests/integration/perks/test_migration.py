"""Grants that were there before quotas were counted, or operators asked for them, are known by both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select, text

from backend.perks.models import Grant
from backend.platform.database import Database
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate, take_back

pytestmark = pytest.mark.store
AT, LATER = "2026-11-01 00:00:00+00:00", "2026-11-20 08:00:00+00:00"


@pytest.fixture
def address(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database of the step before; the tests that follow find the store whole again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, "0005")
    yield address
    migrate(store.settings(tmp_path)["CARD_DATABASE_URL"])


def _a_card(connection: Connection) -> None:
    citizen = "INSERT INTO citizen (id, created_at) VALUES ('cit_1', :at)"
    consent = (
        "INSERT INTO consent_grant (id, citizen_id, purpose, version, granted_at)"
        " VALUES ('cns_1', 'cit_1', 'card.link', '1', :at)"
    )
    card = (
        "INSERT INTO linked_card (id, citizen_id, operator, link_id, consent_id, card_index, state,"
        " requested_at) VALUES ('crd_1', 'cit_1', 'library', 'lnk_1', 'cns_1', :index, 'linked', :at)"
    )
    for statement in (citizen, consent):
        connection.execute(text(statement), {"at": AT})
    connection.execute(text(card), {"at": AT, "index": b"1"})


def _a_grant(connection: Connection, name: str, perk: str, *states: str) -> None:
    grant = (
        "INSERT INTO perk_grant (id, entitlement_id, citizen_id, card_id, perk, state, revision,"
        " requested_at, valid_until) VALUES (:id, :id, 'cit_1', 'crd_1', :perk, :state, 1, :at, :later)"
    )
    values = {"id": name, "perk": perk, "state": states[-1], "at": AT, "later": "2027-11-01 00:00:00+00:00"}
    connection.execute(text(grant), values)
    step = "INSERT INTO perk_grant_step (grant_id, at, state, cause, actor) VALUES (:id, :at, :state, '', '')"
    for state in states:
        at = LATER if state in ("ending", "ended") else AT
        connection.execute(text(step), {"id": name, "at": at, "state": state})


def _rows(address: str, query: str) -> tuple[set[str], list[tuple[Any, ...]]]:
    engine = create_engine(address)
    with engine.connect() as connection:
        found = connection.execute(text(query))
        answer = {*found.keys()}, [tuple(row) for row in found]
    engine.dispose()
    return answer


def test_every_grant_in_force_takes_a_place_and_every_end_has_its_moment(address: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        _a_card(connection)
        _a_grant(connection, "grt_1", "library.deposit_free", "pending", "active")
        _a_grant(connection, "grt_2", "library.deposit_free", "pending", "ending")
        _a_grant(connection, "grt_3", "library.deposit_free", "pending", "ending", "ended")
        _a_grant(connection, "grt_4", "library.longer", "pending", "refused")
    engine.dispose()
    everything = "SELECT * FROM perk_grant"
    before, _ = _rows(address, everything)
    migrate(address)
    _, taken = _rows(address, "SELECT perk, taken, committed_fen FROM perk_allotment")
    _, over = _rows(address, "SELECT id FROM perk_grant WHERE over_at IS NOT NULL ORDER BY id")
    _, worth = _rows(address, "SELECT DISTINCT worth_fen FROM perk_grant")
    assert taken == [("library.deposit_free", 2, 0)]
    assert over == [("grt_2",), ("grt_3",)]
    assert worth == [(0,)]
    take_back(address, "0005")
    after, grants = _rows(address, everything)
    assert (after, len(grants)) == (before, 4)


def test_every_grant_knows_its_operator_and_its_last_change(address: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        _a_card(connection)
        _a_grant(connection, "grt_1", "library.deposit_free", "pending", "active")
        _a_grant(connection, "grt_2", "library.deposit_free", "pending", "ending", "ended")
    engine.dispose()
    migrate(address)
    database = Database(address)
    with database.reading() as session:
        found = {grant.id: grant for grant in session.scalars(select(Grant))}
    database.close()
    assert {grant.operator for grant in found.values()} == {"library"}
    assert found["grt_1"].changed_at == datetime.fromisoformat(AT)
    assert found["grt_2"].changed_at == datetime.fromisoformat(LATER)
    assert {grant.seen_revision for grant in found.values()} == {0}
