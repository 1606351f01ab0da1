"""One change at a time to what belongs to a shop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from backend.merchants.callers import MerchantCaller, key_invalid
from backend.merchants.models import Merchant, MerchantInvitation, MerchantKey
from backend.platform.errors import Conflict, NotFound

MOST_KEYS = 50


def hold_merchant(session: Session, merchant_id: str) -> Merchant:
    """Let the caller's transaction be the only one that changes the keys and invitations of this shop.

    So neither two last owners end each other's key, nor do two phones share the fiftieth place. Scans and
    redemptions, which only refer to the shop, do not wait.
    """
    query = select(Merchant).where(Merchant.id == merchant_id).with_for_update(key_share=True)
    return session.scalars(query).one()


def hold_own_merchant(session: Session, caller: MerchantCaller) -> None:
    """Hold the caller's shop, and pass a caller whose key still works by then; raises `Unauthenticated`.

    The caller was believed a few seconds ago, maybe from memory: a phone that was taken changes nothing more.
    """
    hold_merchant(session, caller.merchant_id)
    still_works = (
        MerchantKey.id == caller.key_id,
        MerchantKey.role == caller.role,
        MerchantKey.revoked_at.is_(None),
    )
    if not session.scalar(select(exists().where(*still_works))):
        raise key_invalid()


def is_open(at: datetime) -> ColumnElement[bool]:
    """Return the condition under which an invitation can be accepted."""
    return (
        MerchantInvitation.accepted_at.is_(None)
        & MerchantInvitation.withdrawn_at.is_(None)
        & (MerchantInvitation.expires_at > at)
    )


def count_live_keys(session: Session, merchant_id: str, *conditions: ColumnElement[bool]) -> int:
    """Return how many keys of a shop work, of those that meet the conditions."""
    live = (MerchantKey.merchant_id == merchant_id, MerchantKey.revoked_at.is_(None), *conditions)
    return session.scalar(select(func.count()).select_from(MerchantKey).where(*live)) or 0


def require_room(places_taken: int) -> None:
    """Pass a shop that may have one more key; raises `Conflict`."""
    if places_taken >= MOST_KEYS:
        raise Conflict(
            "too-many-keys",
            zh=f"一家店最多有 {MOST_KEYS} 部手机（含还没用的配对码），请先停用不用的手机。",
            en=f"A shop has {MOST_KEYS} phones at most, codes not yet used among them; "
            "please end one that is not in use.",
            most=MOST_KEYS,
        )


def merchant_not_found() -> NotFound:
    """Return the answer to an id of no shop."""
    return NotFound(
        "merchant-not-found",
        zh="没有这家商户，可用 merchants list 查看编号。",
        en="There is no such merchant; see merchants list for ids.",
    )
