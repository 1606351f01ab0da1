"""What patrons have on loan, as a later Koha lists it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from card_integration.simulator.koha.store import record_effect


def lend(db: sqlite3.Connection, patron_id: int, due_at: datetime, now: datetime) -> None:
    """Lend an item."""
    db.execute(
        "INSERT INTO checkouts (patron_id, due_date, lent_at) VALUES (?, ?, ?)",
        (patron_id, due_at.isoformat(), now.isoformat()),
    )
    record_effect(db, now, "item.lent", patron_id)


def list_checkouts(db: sqlite3.Connection, patron_id: int) -> list[dict[str, Any]]:
    """Return a patron's loans, first lent first."""
    rows = db.execute("SELECT * FROM checkouts WHERE patron_id = ? ORDER BY checkout_id", (patron_id,))
    return [
        {
            "checkout_id": row["checkout_id"],
            "patron_id": row["patron_id"],
            "item_id": row["checkout_id"] + 1000,
            "due_date": row["due_date"],
            "library_id": "CPL",
            "checkin_date": None,
            "renewals_count": 0,
            "auto_renew": False,
            "timestamp": row["lent_at"],
            "checkout_date": row["lent_at"],
            "onsite_checkout": False,
            "note": None,
        }
        for row in rows
    ]
