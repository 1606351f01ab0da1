"""What must hold of a town afterwards, by its own tables, the operators' ledgers and the sealed log."""

from __future__ import annotations

import time
from collections import Counter

import httpx
from sqlalchemy import Engine, create_engine, text

from tests.e2e.soak.answers import Journal
from tests.e2e.soak.places import LIBRARY, Place

_PATIENCE_SECONDS = 120.0
_MADE_IN = {"/me/certificates": "certificate", "/me/perks": "perk_grant"}


def nothing_is_lost_or_twice(place: Place, journal: Journal) -> dict[str, int]:
    """Hold the people's journal against the ledgers; return how much was compared of each kind."""
    engine = create_engine(place.postgres.url)
    try:
        _wait_until_delivered(engine)
        compared = {
            "certificates": _all_there(engine, journal, "/me/certificates"),
            "grants": _all_there(engine, journal, "/me/perks"),
            "scans": _each_scan_is_entered_once(engine, journal),
            "effects": _each_grant_took_effect_once(engine, place),
        }
    finally:
        engine.dispose()
    assert "Sound." in _sealed(place)
    return compared


def _all_there(engine: Engine, journal: Journal, path: str) -> int:
    """Every thing that somebody was told is made is there, one for each key."""
    told = {key: made for (where, key), made in journal.made.items() if where == path}
    assert len(set(told.values())) == len(told), "two keys were told the same thing"
    with engine.connect() as connection:
        kept = dict(map(tuple, connection.execute(text("SELECT key, made FROM request_key"))))
        there = set(connection.scalars(text(f"SELECT id FROM {_MADE_IN[path]}")))  # noqa: S608  a name of ours
    assert {key: kept.get(key) for key in told} == told
    assert set(told.values()) <= there
    return len(told)


def _each_scan_is_entered_once(engine: Engine, journal: Journal) -> int:
    """Whoever was shown a valid code finds its entry, and no code counted twice: all are for one scan."""
    valid = "FROM access_entry WHERE action = 'certificate.verified' AND outcome = 'valid'"
    with engine.connect() as connection:
        entered = set(connection.scalars(text(f"SELECT id {valid}")))
        twice = connection.execute(text(f"SELECT object_id {valid} GROUP BY 1 HAVING count(*) > 1")).all()
    assert set(journal.receipts.values()) <= entered
    assert twice == []
    return len(journal.receipts)


def _each_grant_took_effect_once(engine: Engine, place: Place) -> int:
    """At the library each grant of the town has one effect, and the library holds nothing else."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT entitlement_id, state FROM perk_grant")).all()
    assert {state for _, state in rows} <= {"active"}
    address = place.processes[LIBRARY].address
    ledger = httpx.get(f"{address}/_simulator/ledger", trust_env=False, timeout=60).json()["effects"]
    effects = Counter((one["entitlement_id"], one["effect"]) for one in ledger if one["entitlement_id"])
    assert effects == {(entitlement, "entitlement.active"): 1 for entitlement, _ in rows}
    return len(rows)


def _wait_until_delivered(engine: Engine) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    pending = text("SELECT count(*) FROM perk_grant WHERE state = 'pending'")
    while True:
        with engine.connect() as connection:
            waiting = connection.scalar(pending)
        if not waiting:
            return
        assert time.monotonic() < deadline, f"{waiting} grants are still on their way"
        time.sleep(0.5)


def _sealed(place: Place) -> str:
    return place.command("audit", "seal") + place.command("audit", "verify")
