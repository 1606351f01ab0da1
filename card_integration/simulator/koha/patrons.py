"""The register of patrons: opening, finding and changing one, by Koha's rules."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from card_integration.simulator.koha.accounts import charge_enrolment
from card_integration.simulator.koha.replies import said
from card_integration.simulator.koha.schema import Version, empty_patron
from card_integration.simulator.koha.store import record_effect

_CARD_DAYS = 3014
_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "exact": str.__eq__,
    "contains": str.__contains__,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


@dataclass(frozen=True)
class House:
    """How this library set up its Koha: fees by category, its branches, and when a fee is charged."""

    version: Version
    fee_fen_by_category: Mapping[str, int]
    library_ids: frozenset[str]
    charges_fee_on_change: bool


def open_patron(
    db: sqlite3.Connection, house: House, told: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Add a patron, with the debit that the category's fee brings; raises `KohaRefusal` 409 or 400."""
    _require_known(house, told)
    if told.get("cardnumber") is not None and find_by_card(db, told["cardnumber"]) is not None:
        raise said(409, "Duplicate ID", conflict="cardnumber")
    defaults = {
        "date_enrolled": now.date().isoformat(),
        "expiry_date": (now.date() + timedelta(days=_CARD_DAYS)).isoformat(),
        "updated_on": now.isoformat(),
        "userid": f"{told.get('firstname') or ''}.{told['surname']}",
    }
    record = {**empty_patron(house.version), **defaults, **told}
    patron_id = db.execute(
        "INSERT INTO patrons (cardnumber, record) VALUES (?, '')", (record["cardnumber"],)
    ).lastrowid
    record["patron_id"] = patron_id
    _save(db, record)
    record_effect(db, now, "patron.opened", record["patron_id"], category_id=record["category_id"])
    fee_fen = house.fee_fen_by_category[record["category_id"]]
    charge_enrolment(db, record["patron_id"], fee_fen, house.version, now)
    return record


def change_patron(
    db: sqlite3.Connection, house: House, patron_id: int, told: Mapping[str, Any], now: datetime, by: str
) -> dict[str, Any]:
    """Merge what is told into a patron's record; raises `KohaRefusal` 404, 409 or 400."""
    record = get_patron(db, patron_id)
    changed = {**record, **told, "patron_id": patron_id, "updated_on": now.isoformat()}
    _require_known(house, changed)
    holder = find_by_card(db, changed["cardnumber"]) if changed["cardnumber"] is not None else None
    if holder is not None and holder["patron_id"] != patron_id:
        raise said(409, "Duplicate ID", conflict="cardnumber")
    _save(db, changed)
    old, new = record["category_id"], changed["category_id"]
    if old != new:
        record_effect(db, now, "patron.category_changed", patron_id, old=old, new=new, by=by)
        if house.charges_fee_on_change:
            charge_enrolment(db, patron_id, house.fee_fen_by_category[new], house.version, now)
    return changed


def delete_patron(db: sqlite3.Connection, patron_id: int, now: datetime) -> None:
    """Delete a patron with what hangs on it."""
    for table in ("patrons", "lines", "checkouts"):
        db.execute(f"DELETE FROM {table} WHERE patron_id = ?", (patron_id,))  # noqa: S608
    record_effect(db, now, "patron.deleted", patron_id)


def find_by_card(db: sqlite3.Connection, cardnumber: str) -> dict[str, Any] | None:
    """Return the patron with exactly this card."""
    row = db.execute("SELECT record FROM patrons WHERE cardnumber = ?", (cardnumber,)).fetchone()
    return None if row is None else orjson.loads(row["record"])


def get_patron(db: sqlite3.Connection, patron_id: int) -> dict[str, Any]:
    """Return a patron; raises `KohaRefusal` 404."""
    row = db.execute("SELECT record FROM patrons WHERE patron_id = ?", (patron_id,)).fetchone()
    if row is None:
        raise said(404, "Patron not found.")
    record: dict[str, Any] = orjson.loads(row["record"])
    return record


def list_patrons(db: sqlite3.Connection, wanted: Mapping[str, str], match: str) -> list[dict[str, Any]]:
    """Return the patrons whose fields match, whatever the case of letters."""
    fits = _MATCHES.get(match, _MATCHES["contains"])
    rows = db.execute("SELECT record FROM patrons ORDER BY patron_id")
    records = [orjson.loads(row["record"]) for row in rows]
    return [
        record
        for record in records
        if all(
            record[name] is not None and fits(str(record[name]).casefold(), text.casefold())
            for name, text in wanted.items()
        )
    ]


def _require_known(house: House, record: Mapping[str, Any]) -> None:
    if record["library_id"] not in house.library_ids:
        raise said(400, "Given library_id does not exist")
    if record["category_id"] not in house.fee_fen_by_category:
        raise said(400, "Given category_id does not exist")


def _save(db: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    db.execute(
        "UPDATE patrons SET cardnumber = ?, record = ? WHERE patron_id = ?",
        (record["cardnumber"], orjson.dumps(record).decode(), record["patron_id"]),
    )
