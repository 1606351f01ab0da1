"""The books that are out, and how late they are."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def list_open_loans(db: sqlite3.Connection, card_number: str) -> list[sqlite3.Row]:
    """Return the books that a card has out, first lent first."""
    return db.execute(
        "SELECT * FROM loans WHERE card_number = ? AND returned_at IS NULL ORDER BY number", (card_number,)
    ).fetchall()


def list_overdue_days(loans: list[sqlite3.Row], now: datetime) -> list[int]:
    """Return for each loan that is overdue by how many days it is."""
    today = now.astimezone(CITY_ZONE).date()
    days = [(today - date.fromisoformat(loan["due_on"])).days for loan in loans]
    return [late for late in days if late > 0]
