"""How a patron stands, made of what Koha tells about the patron, the account and the loans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from backend.cards.ports import Block, Standing
from backend.platform.clock import CITY_ZONE, city_date
from card_integration.koha.account import Account
from card_integration.koha.patron import Patron

# Koha's interface can lift no restriction, so none of these may sound like a promise.
_RESTRICTED = (
    "图书馆对这张证作了限制。请先还清逾期图书和欠款；仍受限制的，请到图书馆服务台办理，由图书馆决定。"
)
_CARD_LOST = "这张证已挂失。请本人到图书馆服务台补办或取消挂失。"
_EXPIRED = "这张证已过有效期。请到图书馆服务台办理续期。"


def standing_of(patron: Patron, account: Account, due_dates: Sequence[datetime], now: datetime) -> Standing:
    """Return the standing; a balance in the patron's favour owes nothing."""
    return Standing(
        open_items=len(due_dates),
        overdue_items=sum(due_at < now for due_at in due_dates),
        owed_fen=max(account.balance_fen, 0),
        blocks=tuple(_blocks_of(patron, now)),
    )


def _blocks_of(patron: Patron, now: datetime) -> list[Block]:
    """Return what stops the card; Koha tells no time for most, only that it holds at this moment."""
    blocks = []
    if patron.is_restricted:
        blocks.append(Block("manual", now, _RESTRICTED))
    if patron.is_card_lost:
        blocks.append(Block("lost_card", now, _CARD_LOST))
    if patron.expiry_on is not None and patron.expiry_on < city_date(now):
        since_at = datetime.combine(patron.expiry_on, time(), CITY_ZONE) + timedelta(days=1)
        blocks.append(Block("expired", since_at, _EXPIRED))
    return blocks
