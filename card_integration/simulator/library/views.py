"""What the library tells the platform about a reader, as the contract writes it."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from card_integration.simulator.contract.offer import money
from card_integration.simulator.library.loans import CITY_ZONE, list_open_loans, list_overdue_days
from card_integration.simulator.library.register import Reader
from card_integration.simulator.library.renewals import renewals_left, why_not

OVERDUE_FEN_PER_DAY = 10


def standing_view(db: sqlite3.Connection, reader: Reader, now: datetime) -> dict[str, Any]:
    """Return how a card stands, as the contract shows it."""
    loans = list_open_loans(db, reader.card_number)
    overdue = list_overdue_days(loans, now)
    return {
        "as_of": now.isoformat(),
        "open_items": len(loans),
        "overdue_items": len(overdue),
        "owed": money(sum(overdue) * OVERDUE_FEN_PER_DAY),
        "blocks": [_overdue_block(now, max(overdue))] if overdue else [],
    }


def _overdue_block(now: datetime, days: int) -> dict[str, Any]:
    since_at = (now - timedelta(days=days - 1)).astimezone(CITY_ZONE).replace(hour=0, minute=0, second=0)
    return {"kind": "overdue", "since": since_at.isoformat(), "clears_when": "还清逾期图书后自动解除"}


def lending_view(db: sqlite3.Connection, reader: Reader, now: datetime) -> dict[str, Any]:
    """Return a reader's loans with their due dates, and their holds; newest first."""
    loans = list_open_loans(db, reader.card_number)
    items = [_loan_item(db, loan, now) for loan in loans] + _hold_items(db, reader)
    return {
        "as_of": now.isoformat(),
        "owed": money(sum(list_overdue_days(loans, now)) * OVERDUE_FEN_PER_DAY),
        "items": sorted(items, key=lambda item: str(item["at"]), reverse=True),
    }


def _loan_item(db: sqlite3.Connection, loan: sqlite3.Row, now: datetime) -> dict[str, Any]:
    return {
        "kind": "loan",
        "title": loan["title"],
        "at": loan["lent_at"],
        "due_on": loan["due_on"],
        "state": "overdue" if list_overdue_days([loan], now) else "open",
        "id": f"L-{loan['number']}",
        "renewable": why_not(db, loan, now) is None,
        "renewals_left": renewals_left(db, loan),
    }


def _hold_items(db: sqlite3.Connection, reader: Reader) -> list[dict[str, Any]]:
    """Return the reader's holds; a title is ready when nobody has it out."""
    rows = db.execute(
        "SELECT title, placed_at, EXISTS (SELECT 1 FROM loans WHERE loans.title = holds.title"
        " AND returned_at IS NULL) AS is_out FROM holds WHERE card_number = ?",
        (reader.card_number,),
    )
    return [
        {
            "kind": "hold",
            "title": row["title"],
            "at": row["placed_at"],
            "state": "open" if row["is_out"] else "ready",
        }
        for row in rows
    ]
