"""What patrons have on loan and how it is renewed, as a later Koha has it."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from card_integration.simulator.koha.replies import said
from card_integration.simulator.koha.store import record_effect

RENEWAL_DAYS = 30
MOST_RENEWALS = 2


def lend(
    db: sqlite3.Connection,
    patron_id: int,
    due_at: datetime,
    now: datetime,
    *,
    title: str,
    is_reserved: bool,
) -> None:
    """Lend an item, which somebody else may be waiting for."""
    db.execute(
        "INSERT INTO checkouts (patron_id, due_date, lent_at, title, is_reserved) VALUES (?, ?, ?, ?, ?)",
        (patron_id, due_at.isoformat(), now.isoformat(), title, is_reserved),
    )
    record_effect(db, now, "item.lent", patron_id)


def list_checkouts(db: sqlite3.Connection, patron_id: int, *, with_books: bool) -> list[dict[str, Any]]:
    """Return a patron's loans, first lent first; with the books where they are asked for (x-koha-embed)."""
    rows = db.execute("SELECT * FROM checkouts WHERE patron_id = ? ORDER BY checkout_id", (patron_id,))
    return [{**_checkout(row), **({"item": _item(row)} if with_books else {})} for row in rows]


def renew_checkout(db: sqlite3.Connection, checkout_id: int, now: datetime) -> dict[str, Any]:
    """Renew a loan, whoever asks and as often as it is asked; raises `KohaRefusal` 403, 404."""
    row = db.execute("SELECT * FROM checkouts WHERE checkout_id = ?", (checkout_id,)).fetchone()
    if row is None:
        raise said(404, "Checkout not found")
    reason = _why_not(row, now)
    if reason is not None:
        raise said(403, f"Renewal not authorized ({reason})")
    due_at = max(datetime.fromisoformat(row["due_date"]), now) + timedelta(days=RENEWAL_DAYS)
    db.execute(
        "UPDATE checkouts SET due_date = ?, renewals = renewals + 1 WHERE checkout_id = ?",
        (due_at.isoformat(), checkout_id),
    )
    record_effect(db, now, "item.renewed", row["patron_id"], checkout_id=checkout_id)
    renewed = db.execute("SELECT * FROM checkouts WHERE checkout_id = ?", (checkout_id,)).fetchone()
    return _checkout(renewed)


def _why_not(row: sqlite3.Row, now: datetime) -> str | None:
    if row["renewals"] >= MOST_RENEWALS:
        return "too_many"
    if row["is_reserved"]:
        return "on_reserve"
    return "overdue" if datetime.fromisoformat(row["due_date"]) < now else None


def _checkout(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "checkout_id": row["checkout_id"],
        "patron_id": row["patron_id"],
        "item_id": row["checkout_id"] + 1000,
        "due_date": row["due_date"],
        "library_id": "CPL",
        "checkin_date": None,
        "renewals_count": row["renewals"],
        "auto_renew": False,
        "timestamp": row["lent_at"],
        "checkout_date": row["lent_at"],
        "onsite_checkout": False,
        "note": None,
    }


def _item(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "item_id": row["checkout_id"] + 1000,
        "external_id": f"B{row['checkout_id']}",
        "biblio": {"biblio_id": row["checkout_id"], "title": row["title"]},
    }
