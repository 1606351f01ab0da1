"""Entitlements: desired states with revisions, and what of them is in effect at a moment."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from card_integration.simulator.contract.links import get_link
from card_integration.simulator.contract.offer import Offer
from card_integration.simulator.contract.store import record_effect
from card_integration.simulator.web import Problem

_SELECT = (
    "SELECT entitlements.*, links.closed_at, links.card_number, staff_endings.ended_by_staff_at"
    " FROM entitlements JOIN links ON links.link_id = entitlements.link_id"
    " LEFT JOIN staff_endings ON staff_endings.entitlement_id = entitlements.entitlement_id"
    " AND staff_endings.revision = entitlements.revision"
)


@dataclass(frozen=True)
class Wish:
    """What the platform wants an entitlement to be."""

    perk: str
    wanted: str
    revision: int
    valid_from: datetime
    valid_until: datetime
    max_value_fen: int | None


def put_entitlement(
    db: sqlite3.Connection, offer: Offer, link_id: str, entitlement_id: str, wish: Wish, now: datetime
) -> sqlite3.Row:
    """Store a wish unless it is stored already; raises `Problem` 404, 409 or 422."""
    link = get_link(db, link_id)
    stored = find_entitlement(db, link_id, entitlement_id)
    if stored is not None and not _is_news(stored, wish):
        return stored
    if wish.wanted == "active":
        _require_grantable(offer, link, wish, now)
    _store(db, link_id, entitlement_id, wish, now)
    record_effect(
        db,
        now,
        f"entitlement.{wish.wanted}",
        link["card_number"],
        link_id=link_id,
        entitlement_id=entitlement_id,
        revision=wish.revision,
    )
    return get_entitlement(db, link_id, entitlement_id)


def _is_news(stored: sqlite3.Row, wish: Wish) -> bool:
    current = stored["revision"]
    if wish.revision < current:
        raise Problem(409, "stale-revision", "已有更新的版本", current_revision=current)
    if wish.revision > current:
        return True
    if wish != _stored_wish(stored):
        raise Problem(409, "revision-reused", "同一版本号的内容不同", current_revision=current)
    return False


def _require_grantable(offer: Offer, link: sqlite3.Row, wish: Wish, now: datetime) -> None:
    if link["closed_at"] is not None:
        raise Problem(409, "link-closed", "关联已解除")
    terms = offer.perks.get(wish.perk)
    if terms is None:
        raise Problem(422, "unsupported-perk", "本单位没有这项激励")
    bound_fen = terms.max_value_fen
    if bound_fen is not None and wish.max_value_fen is not None and wish.max_value_fen > bound_fen:
        raise Problem(422, "max-value-exceeded", "额度超过本单位的上限")
    if wish.valid_until <= now:
        raise Problem(422, "already-over", "有效期已过")


def _store(db: sqlite3.Connection, link_id: str, entitlement_id: str, wish: Wish, now: datetime) -> None:
    db.execute(
        "INSERT INTO entitlements (link_id, entitlement_id, perk, wanted, revision, valid_from, valid_until,"
        " max_value_fen, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (link_id, entitlement_id) DO UPDATE SET perk = excluded.perk,"
        " wanted = excluded.wanted, revision = excluded.revision, valid_from = excluded.valid_from,"
        " valid_until = excluded.valid_until, max_value_fen = excluded.max_value_fen,"
        " stored_at = excluded.stored_at",
        (
            link_id,
            entitlement_id,
            wish.perk,
            wish.wanted,
            wish.revision,
            wish.valid_from.isoformat(),
            wish.valid_until.isoformat(),
            wish.max_value_fen,
            now.isoformat(),
        ),
    )


def end_by_staff(db: sqlite3.Connection, entitlement_id: str, now: datetime) -> None:
    """End an entitlement under the revision that it has, until a later one comes; raises `Problem` 404."""
    ended = db.execute(
        "INSERT OR IGNORE INTO staff_endings SELECT entitlement_id, revision, ? FROM entitlements"
        " WHERE entitlement_id = ?",
        (now.isoformat(), entitlement_id),
    )
    if ended.rowcount == 0:
        raise Problem(404, "unknown-entitlement", "没有这项权益")


def forget_all(db: sqlite3.Connection) -> int:
    """Lose every entitlement; return how many there were."""
    return db.execute("DELETE FROM entitlements").rowcount


def find_entitlement(db: sqlite3.Connection, link_id: str, entitlement_id: str) -> sqlite3.Row | None:
    """Return a stored entitlement."""
    row: sqlite3.Row | None = db.execute(
        f"{_SELECT} WHERE entitlements.link_id = ? AND entitlements.entitlement_id = ?",
        (link_id, entitlement_id),
    ).fetchone()
    return row


def get_entitlement(db: sqlite3.Connection, link_id: str, entitlement_id: str) -> sqlite3.Row:
    """Return a stored entitlement; raises `Problem` 404."""
    row = find_entitlement(db, link_id, entitlement_id)
    if row is None:
        raise Problem(404, "unknown-entitlement", "没有这项权益")
    return row


def list_entitlements_after(db: sqlite3.Connection, number: int) -> list[sqlite3.Row]:
    """Return the entitlements first stored after the one with this number, oldest first."""
    return db.execute(
        f"{_SELECT} WHERE entitlements.number > ? ORDER BY entitlements.number", (number,)
    ).fetchall()


def list_in_effect(
    db: sqlite3.Connection, offer: Offer, card_number: str, now: datetime
) -> list[sqlite3.Row]:
    """Return a card's entitlements that are in effect at a moment."""
    rows = db.execute(f"{_SELECT} WHERE card_number = ?", (card_number,))
    return [row for row in rows if state_at(offer, row, now)[0] == "active"]


def state_at(offer: Offer, row: sqlite3.Row, now: datetime) -> tuple[str, datetime | None]:
    """Return the state of an entitlement at a moment and since when; a pending one has no such time.

    It ends by the wish, by the staff, by its own `valid_until`, or with its link, whichever comes first.
    """
    stored_at, wish = datetime.fromisoformat(row["stored_at"]), _stored_wish(row)
    if wish.wanted == "ended":
        return "ended", stored_at
    if row["ended_by_staff_at"] is not None:
        return "ended", datetime.fromisoformat(row["ended_by_staff_at"])
    if row["closed_at"] is not None:
        return "ended", min(wish.valid_until, datetime.fromisoformat(row["closed_at"]))
    if now >= wish.valid_until:
        return "ended", wish.valid_until
    active_from = max(stored_at + offer.delay_of(wish.perk), wish.valid_from)
    return ("active", active_from) if now >= active_from else ("pending", None)


def entitlement_view(offer: Offer, row: sqlite3.Row, now: datetime) -> dict[str, Any]:
    """Return an entitlement as the contract shows it."""
    state, since_at = state_at(offer, row, now)
    return {
        "entitlement_id": row["entitlement_id"],
        "link_id": row["link_id"],
        "perk": row["perk"],
        "revision": row["revision"],
        "state": state,
        "in_effect_at": since_at.isoformat() if since_at else None,
        "changed_at": since_at.isoformat() if since_at else row["stored_at"],
        "operator_ref": f"{offer.reference}-{row['number']:08d}",
    }


def _stored_wish(row: sqlite3.Row) -> Wish:
    return Wish(
        perk=row["perk"],
        wanted=row["wanted"],
        revision=row["revision"],
        valid_from=datetime.fromisoformat(row["valid_from"]),
        valid_until=datetime.fromisoformat(row["valid_until"]),
        max_value_fen=row["max_value_fen"],
    )
