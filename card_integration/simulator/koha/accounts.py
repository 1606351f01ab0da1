"""Accounts: debits, credits, and how Koha lets one settle the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from card_integration.simulator.koha.replies import said, wrong_body
from card_integration.simulator.koha.schema import Version
from card_integration.simulator.koha.store import record_effect

_USER_ID = 51
_CREDIT_KIND = {Version.OLD: "Pay", Version.LATER: "WRITEOFF"}
_ENROLMENT_KIND = {Version.OLD: "A", Version.LATER: "ACCOUNT"}
_CREDIT_TYPES = {
    Version.OLD: {"credit", "forgiven", "lost_item_return", "payment", "writeoff"},
    Version.LATER: {"CREDIT", "FORGIVEN", "LOST_FOUND", "PAYMENT", "WRITEOFF", "PROCESSING_FOUND"},
}
_CREDIT_MEMBERS = frozenset(
    {
        "credit_type",
        "amount",
        "library_id",
        "account_lines_ids",
        "payment_type",
        "date",
        "description",
        "note",
    }
)


def charge(
    db: sqlite3.Connection, patron_id: int, kind: str, amount_fen: int, description: str, now: datetime
) -> int:
    """Add a debit and return its line."""
    line_id = _add_line(db, patron_id, kind, amount_fen, description, None, now)
    record_effect(db, now, "debit.charged", patron_id, line_id=line_id, kind=kind, amount_fen=amount_fen)
    return line_id


def charge_enrolment(
    db: sqlite3.Connection, patron_id: int, fee_fen: int, version: Version, now: datetime
) -> None:
    """Add the debit that Koha adds by itself for a category with a fee."""
    if fee_fen > 0:
        charge(db, patron_id, _ENROLMENT_KIND[version], fee_fen, "", now)


def require_credit_body(body: Mapping[str, Any], version: Version) -> None:
    """Check the body of a credit; raises `KohaRefusal` 400."""
    amount, line_ids = body.get("amount"), body.get("account_lines_ids", [])
    faults = []
    if "amount" not in body:
        faults.append(("Missing property.", "/body/amount"))
    elif isinstance(amount, bool) or not isinstance(amount, int | float):
        faults.append(("Expected number - got something else.", "/body/amount"))
    if not isinstance(line_ids, list) or not all(isinstance(one, int) for one in line_ids):
        faults.append(("Expected array of integers.", "/body/account_lines_ids"))
    if version is Version.LATER and set(body) - _CREDIT_MEMBERS:
        faults.append(("Properties not allowed.", "/body"))
    if faults:
        raise wrong_body(*faults)
    if amount is None or amount <= 0:
        raise said(400, "Invalid parameter: amount")
    if body.get("credit_type", next(iter(_CREDIT_TYPES[version]))) not in _CREDIT_TYPES[version]:
        raise said(400, "Invalid credit type")


def book_credit(
    db: sqlite3.Connection, patron_id: int, body: Mapping[str, Any], version: Version, now: datetime
) -> sqlite3.Row:
    """Book a credit, as often as it is sent; return its line.

    It settles the debits that it names, then the others from the oldest on; what is left stays as a credit.
    """
    amount_fen = round(body["amount"] * 100)
    description, note = body.get("description"), body.get("note")
    kind = _CREDIT_KIND[version]
    line_id = _add_line(db, patron_id, kind, -amount_fen, description, note or "", now)
    named = set(body.get("account_lines_ids", []))
    debits = sorted(_open_lines(db, patron_id, debits=True), key=lambda line: line["line_id"] not in named)
    left_fen, settled = amount_fen, []
    for debit in debits:
        taken_fen = min(left_fen, debit["outstanding_fen"])
        if taken_fen:
            _settle(db, debit["line_id"], debit["outstanding_fen"] - taken_fen)
            settled.append({"line_id": debit["line_id"], "amount_fen": taken_fen})
            left_fen -= taken_fen
    _settle(db, line_id, -left_fen)
    record_effect(
        db,
        now,
        "credit.booked",
        patron_id,
        line_id=line_id,
        amount_fen=amount_fen,
        description=description,
        note=note,
        settled=settled,
        left_fen=left_fen,
    )
    [row] = db.execute("SELECT * FROM lines WHERE line_id = ?", (line_id,)).fetchall()
    credit: sqlite3.Row = row
    return credit


def account_view(db: sqlite3.Connection, patron_id: int, version: Version) -> dict[str, Any]:
    """Return an account: what is open, and nothing that is used up."""
    debits, credits = (_open_lines(db, patron_id, debits=debits) for debits in (True, False))
    return {
        "balance": (_total_fen(debits) + _total_fen(credits)) / 100,
        "outstanding_credits": _lines_view(credits, version),
        "outstanding_debits": _lines_view(debits, version),
    }


def list_credits(db: sqlite3.Connection, patron_id: int) -> list[dict[str, Any]]:
    """Return every credit of an account, as a later Koha lists them."""
    rows = db.execute("SELECT * FROM lines WHERE patron_id = ? AND amount_fen < 0", (patron_id,))
    return [
        {
            "account_line_id": row["line_id"],
            "amount": row["amount_fen"] / 100,
            "amount_outstanding": row["outstanding_fen"] / 100,
            "date": row["at"],
            "description": row["description"],
            "interface": "api",
            "internal_note": row["note"],
            "library_id": None,
            "patron_id": row["patron_id"],
            "payment_type": None,
            "status": None,
            "timestamp": row["at"],
            "type": row["kind"],
            "user_id": _USER_ID,
        }
        for row in rows
    ]


def line_view(row: sqlite3.Row, version: Version) -> dict[str, Any]:
    """Return one line as an account shows it."""
    is_debit = row["amount_fen"] > 0
    shown = {
        "account_line_id": row["line_id"],
        "account_type": row["kind"],
        "amount": row["amount_fen"] / 100,
        "amount_outstanding": row["outstanding_fen"] / 100,
        "checkout_id": None,
        "date": row["at"][:10],
        "description": row["description"],
        "internal_note": row["note"],
        "item_id": None,
        "library_id": None,
        "patron_id": row["patron_id"],
        "payment_type": None,
        "timestamp": row["at"],
        "user_id": 0 if is_debit else _USER_ID,
    }
    if version is Version.OLD:
        return {**shown, "lastincrement": None}
    later = {
        "account_type": None,
        "debit_type": row["kind"] if is_debit else None,
        "credit_type": None if is_debit else row["kind"],
        "last_increment": None,
        "date": row["at"],
        "interface": "api",
        "status": None,
        "cash_register_id": None,
    }
    return {**shown, **later}


def _lines_view(rows: Sequence[sqlite3.Row], version: Version) -> dict[str, Any]:
    return {"lines": [line_view(row, version) for row in rows], "total": _total_fen(rows) / 100}


def _total_fen(rows: Sequence[sqlite3.Row]) -> int:
    return sum(row["outstanding_fen"] for row in rows)


def _open_lines(db: sqlite3.Connection, patron_id: int, *, debits: bool) -> list[sqlite3.Row]:
    sign = ">" if debits else "<"
    return db.execute(
        f"SELECT * FROM lines WHERE patron_id = ? AND outstanding_fen {sign} 0 ORDER BY line_id",  # noqa: S608
        (patron_id,),
    ).fetchall()


def _add_line(
    db: sqlite3.Connection,
    patron_id: int,
    kind: str,
    amount_fen: int,
    description: str | None,
    note: str | None,
    now: datetime,
) -> int:
    line_id = db.execute(
        "INSERT INTO lines (patron_id, kind, amount_fen, outstanding_fen, description, note, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (patron_id, kind, amount_fen, amount_fen, description, note, now.isoformat()),
    ).lastrowid
    if line_id is None:
        raise RuntimeError("SQLite names the row that it inserted")
    return line_id


def _settle(db: sqlite3.Connection, line_id: int, outstanding_fen: int) -> None:
    db.execute("UPDATE lines SET outstanding_fen = ? WHERE line_id = ?", (outstanding_fen, line_id))
