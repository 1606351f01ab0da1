"""Renewing: how often and when a book may be kept longer."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from card_integration.simulator.contract.store import record_effect
from card_integration.simulator.library.loans import CITY_ZONE, list_overdue_days
from card_integration.simulator.library.register import Reader
from card_integration.simulator.web import Problem

RENEWAL_DAYS = 30
MOST_RENEWALS = 2


def renew_loan(
    db: sqlite3.Connection, reader: Reader, loan_id: str, seen_due_on: date, now: datetime
) -> dict[str, Any]:
    """Renew a reader's own loan that is due when they saw it; raises `Problem` 404, 422.

    A loan that is due later already is left as it is.
    """
    loan = db.execute(
        "SELECT * FROM loans WHERE 'L-' || number = ? AND card_number = ? AND returned_at IS NULL",
        (loan_id, reader.card_number),
    ).fetchone()
    if loan is None:
        raise Problem(404, "unknown-loan", "没有这笔借阅")
    due_on = date.fromisoformat(loan["due_on"])
    if due_on <= seen_due_on:
        reason = why_not(db, loan, now)
        if reason is not None:
            raise Problem(422, *reason)
        today = now.astimezone(CITY_ZONE).date()
        due_on = max(due_on, today) + timedelta(days=RENEWAL_DAYS)
        db.execute("UPDATE loans SET due_on = ? WHERE number = ?", (due_on.isoformat(), loan["number"]))
        db.execute("INSERT INTO renewals (loan, renewed_at) VALUES (?, ?)", (loan["number"], now.isoformat()))
        record_effect(db, now, "loan.renewed", reader.card_number, object_id=loan_id)
    return {"loan_id": loan_id, "due_on": due_on.isoformat(), "renewals_left": renewals_left(db, loan)}


def renewals_left(db: sqlite3.Connection, loan: sqlite3.Row) -> int:
    """Return how many more times a loan may be renewed."""
    renewed = db.execute("SELECT COUNT(*) FROM renewals WHERE loan = ?", (loan["number"],)).fetchone()[0]
    return max(MOST_RENEWALS - int(renewed), 0)


def why_not(db: sqlite3.Connection, loan: sqlite3.Row, now: datetime) -> tuple[str, str] | None:
    """Return the reason and the words for which a loan cannot be renewed now, or None where it can."""
    if list_overdue_days([loan], now):
        return "item-overdue", "图书已经逾期"
    if renewals_left(db, loan) == 0:
        return "renewal-limit", f"最多续借 {MOST_RENEWALS} 次"
    waiting = db.execute(
        "SELECT 1 FROM holds WHERE title = ? AND card_number <> ?", (loan["title"], loan["card_number"])
    ).fetchone()
    return ("item-reserved", "有读者预约") if waiting else None
