"""Links: which card stands behind a pairwise id, once its holder was proved."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from card_integration.simulator.contract.register import H, Holder, Register
from card_integration.simulator.contract.store import record_effect
from card_integration.simulator.web import Problem


def require_holder(register: Register[H], card_number: str, proof: str) -> H:
    """Return the card's holder if the proof fits; raises `Problem` 422."""
    holder = register.find(card_number)
    if holder is None:
        raise Problem(422, "unknown-card", "本单位没有这个卡号")
    if not register.proves(holder, proof):
        raise Problem(422, "holder-mismatch", "持卡人信息与本单位登记不一致")
    return holder


def open_link(
    db: sqlite3.Connection, link_id: str, card_number: str, consent_id: str, now: datetime
) -> tuple[sqlite3.Row, bool]:
    """Bind a card to a link id and tell whether that is new; raises `Problem` 409."""
    stored = find_link(db, link_id)
    if stored is not None:
        if stored["closed_at"] is not None or stored["card_number"] != card_number:
            raise Problem(409, "link-used", "这个关联编号已被使用")
        return stored, False
    if find_open_link_of_card(db, card_number) is not None:
        raise Problem(409, "card-already-linked", "这张卡已有关联，请先解除")
    db.execute(
        "INSERT INTO links (link_id, card_number, consent_id, since_at) VALUES (?, ?, ?, ?)",
        (link_id, card_number, consent_id, now.isoformat()),
    )
    record_effect(db, now, "link.opened", card_number, link_id=link_id)
    return get_link(db, link_id), True


def close_link(db: sqlite3.Connection, link_id: str, now: datetime) -> None:
    """Close a link, which ends its entitlements; nothing happens when there is none or it is closed."""
    link = find_link(db, link_id)
    if link is None or link["closed_at"] is not None:
        return
    db.execute("UPDATE links SET closed_at = ? WHERE link_id = ?", (now.isoformat(), link_id))
    record_effect(db, now, "link.closed", link["card_number"], link_id=link_id)


def find_link(db: sqlite3.Connection, link_id: str) -> sqlite3.Row | None:
    """Return a link, open or closed."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM links WHERE link_id = ?", (link_id,)).fetchone()
    return row


def find_open_link_of_card(db: sqlite3.Connection, card_number: str) -> sqlite3.Row | None:
    """Return the one open link of a card."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM links WHERE card_number = ? AND closed_at IS NULL", (card_number,)
    ).fetchone()
    return row


def get_link(db: sqlite3.Connection, link_id: str) -> sqlite3.Row:
    """Return a link, open or closed; raises `Problem` 404."""
    link = find_link(db, link_id)
    if link is None:
        raise Problem(404, "unknown-link", "没有这个关联")
    return link


def link_view(link: sqlite3.Row, holder: Holder) -> dict[str, Any]:
    """Return a link as the contract shows it."""
    return {
        "link_id": link["link_id"],
        "state": "active" if link["closed_at"] is None else "closed",
        "card_masked": holder.card_masked(),
        "since": link["since_at"],
    }
