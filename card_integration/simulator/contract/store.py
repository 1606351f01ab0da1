"""An operator's own storage: one SQLite file that outlives the process, and the ledger of every effect."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS links (
    link_id TEXT PRIMARY KEY, card_number TEXT NOT NULL, consent_id TEXT NOT NULL,
    since_at TEXT NOT NULL, closed_at TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_link_a_card ON links (card_number) WHERE closed_at IS NULL;
CREATE TABLE IF NOT EXISTS entitlements (
    number INTEGER PRIMARY KEY, entitlement_id TEXT NOT NULL, link_id TEXT NOT NULL REFERENCES links,
    perk TEXT NOT NULL, wanted TEXT NOT NULL, revision INTEGER NOT NULL,
    valid_from TEXT NOT NULL, valid_until TEXT NOT NULL, max_value_fen INTEGER, stored_at TEXT NOT NULL,
    UNIQUE (link_id, entitlement_id));
CREATE TABLE IF NOT EXISTS staff_endings (
    entitlement_id TEXT NOT NULL, revision INTEGER NOT NULL, ended_by_staff_at TEXT NOT NULL,
    PRIMARY KEY (entitlement_id, revision));
CREATE TABLE IF NOT EXISTS ledger (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, effect TEXT NOT NULL, card_number TEXT NOT NULL,
    link_id TEXT, entitlement_id TEXT, revision INTEGER, object_id TEXT);
"""


class Store:
    """One connection behind one lock: a simulated operator is a small house.

    `own_tables` is what the operator keeps besides links, entitlements and ledger.
    """

    def __init__(self, path: Path, own_tables: str = "") -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA + own_tables)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block alone; it is kept as a whole or, when it raises, not at all."""
        with self._lock, self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


def record_effect(
    db: sqlite3.Connection, at: datetime, effect: str, card_number: str, **about: str | int
) -> None:
    """Write one effect into the ledger; `about` names its link, entitlement and revision, or its object."""
    entry = {"link_id": None, "entitlement_id": None, "revision": None, "object_id": None, **about}
    db.execute(
        "INSERT INTO ledger (at, effect, card_number, link_id, entitlement_id, revision, object_id)"
        " VALUES (:at, :effect, :card_number, :link_id, :entitlement_id, :revision, :object_id)",
        {"at": at.isoformat(), "effect": effect, "card_number": card_number, **entry},
    )


def list_effects(db: sqlite3.Connection) -> list[dict[str, str | int | None]]:
    """Return every effect the operator ever made, in order."""
    return [dict(row) for row in db.execute("SELECT * FROM ledger ORDER BY number")]
