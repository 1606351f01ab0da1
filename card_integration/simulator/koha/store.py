"""Koha's database as far as this simulator needs one, and the ledger of every effect."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

_SCHEMA = """
CREATE TABLE IF NOT EXISTS patrons (
    patron_id INTEGER PRIMARY KEY AUTOINCREMENT, cardnumber TEXT UNIQUE, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (
    line_id INTEGER PRIMARY KEY AUTOINCREMENT, patron_id INTEGER NOT NULL, kind TEXT NOT NULL,
    amount_fen INTEGER NOT NULL, outstanding_fen INTEGER NOT NULL, description TEXT, note TEXT,
    at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS checkouts (
    checkout_id INTEGER PRIMARY KEY AUTOINCREMENT, patron_id INTEGER NOT NULL, due_date TEXT NOT NULL,
    lent_at TEXT NOT NULL, title TEXT NOT NULL, is_reserved INTEGER NOT NULL,
    renewals INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS ledger (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, effect TEXT NOT NULL, patron_id INTEGER NOT NULL,
    about TEXT NOT NULL);
"""


class Store:
    """One connection behind one lock; without a path it is forgotten with the process."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block alone; it is kept as a whole or, when it raises, not at all."""
        with self._lock, self._connection:
            yield self._connection


def record_effect(db: sqlite3.Connection, at: datetime, effect: str, patron_id: int, **about: Any) -> None:
    """Write one effect into the ledger, with what it is about."""
    db.execute(
        "INSERT INTO ledger (at, effect, patron_id, about) VALUES (?, ?, ?, ?)",
        (at.isoformat(), effect, patron_id, orjson.dumps(about).decode()),
    )


def list_effects(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return every effect there ever was, in order."""
    rows = db.execute("SELECT * FROM ledger ORDER BY number")
    return [
        {
            "at": row["at"],
            "effect": row["effect"],
            "patron_id": row["patron_id"],
            **orjson.loads(row["about"]),
        }
        for row in rows
    ]
