"""The front desk: lending and taking back, with deposits by tier or waived."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from card_integration.simulator.contract.store import record_effect
from card_integration.simulator.library.deposits import HIGHEST_TIER_FEN, required_deposit_fen
from card_integration.simulator.library.loans import CITY_ZONE, list_open_loans, list_overdue_days
from card_integration.simulator.library.register import Reader
from card_integration.simulator.library.waivers import waived_up_to_fen
from card_integration.simulator.web import Problem

LOAN_DAYS = 30


def lend(db: sqlite3.Connection, reader: Reader, title: str, price_fen: int, now: datetime) -> dict[str, Any]:
    """Lend a book; raises `Problem` 422 for overdue books or a deposit below the tier needed."""
    loans = list_open_loans(db, reader.card_number)
    if list_overdue_days(loans, now):
        raise Problem(422, "items-overdue", "有逾期未还的图书，还清后即可再借")
    value_fen = sum(loan["price_fen"] for loan in loans) + price_fen
    required_fen = required_deposit_fen(value_fen, waived_up_to_fen(db, reader.card_number, now))
    _require_deposit(reader, required_fen)
    due_on = now.astimezone(CITY_ZONE).date() + timedelta(days=LOAN_DAYS)
    number = db.execute(
        "INSERT INTO loans (card_number, title, price_fen, due_on, lent_at) VALUES (?, ?, ?, ?, ?)",
        (reader.card_number, title, price_fen, due_on.isoformat(), now.isoformat()),
    ).lastrowid
    db.execute("DELETE FROM holds WHERE card_number = ? AND title = ?", (reader.card_number, title))
    record_effect(db, now, "loan.made", reader.card_number, object_id=f"L-{number}")
    return {
        "loan_id": f"L-{number}",
        "title": title,
        "due_on": due_on.isoformat(),
        "deposit_required_fen": required_fen,
        "deposit_free": required_fen == 0,
    }


def _require_deposit(reader: Reader, required_fen: int | None) -> None:
    if required_fen is None:
        raise Problem(
            422, "over-highest-tier", "所借图书总值超过最高押金档", highest_tier_fen=HIGHEST_TIER_FEN
        )
    if reader.deposit_paid_fen < required_fen:
        raise Problem(
            422,
            "deposit-missing",
            f"需要 {required_fen // 100} 元档押金",
            deposit_required_fen=required_fen,
            deposit_paid_fen=reader.deposit_paid_fen,
        )


def take_back(db: sqlite3.Connection, loan_id: str, now: datetime) -> dict[str, Any]:
    """Take a book back; repeatable. Raises `Problem` 404."""
    loan = db.execute("SELECT * FROM loans WHERE 'L-' || number = ?", (loan_id,)).fetchone()
    if loan is None:
        raise Problem(404, "unknown-loan", "没有这笔借阅")
    returned_at = loan["returned_at"]
    if returned_at is None:
        returned_at = now.isoformat()
        db.execute("UPDATE loans SET returned_at = ? WHERE number = ?", (returned_at, loan["number"]))
        record_effect(db, now, "loan.returned", loan["card_number"], object_id=loan_id)
    return {"loan_id": loan_id, "returned_at": returned_at}


def place_hold(db: sqlite3.Connection, reader: Reader, title: str, now: datetime) -> dict[str, Any]:
    """Put a title aside for a reader, until they borrow it; repeatable."""
    db.execute(
        "INSERT INTO holds (card_number, title, placed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (reader.card_number, title, now.isoformat()),
    )
    return {"title": title}


def reader_view(db: sqlite3.Connection, reader: Reader, now: datetime) -> dict[str, Any]:
    """Return what the desk sees of a reader: deposit, waiver and the books they have."""
    loans = list_open_loans(db, reader.card_number)
    waived_fen = waived_up_to_fen(db, reader.card_number, now)
    return {
        "card_number": reader.card_number,
        "deposit_paid_fen": reader.deposit_paid_fen,
        "deposit_waived_up_to_fen": waived_fen,
        "deposit_required_fen": required_deposit_fen(sum(loan["price_fen"] for loan in loans), waived_fen),
        "loans": [
            {
                "loan_id": f"L-{loan['number']}",
                "title": loan["title"],
                "price_fen": loan["price_fen"],
                "due_on": loan["due_on"],
            }
            for loan in loans
        ],
    }
