"""Use cases of the keys of a shop: list them, end one, and the city's revoking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from backend.merchants.callers import MerchantCaller, MerchantCallers, require_owner
from backend.merchants.holding import (
    count_live_keys,
    hold_merchant,
    hold_own_merchant,
    is_open,
    merchant_not_found,
)
from backend.merchants.models import Merchant, MerchantInvitation, MerchantKey
from backend.merchants.roles import MerchantRole
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, NotFound


class MerchantKeys:
    """Shows a shop its keys and ends them."""

    def __init__(self, database: Database, clock: Clock, callers: MerchantCallers) -> None:
        self._database = database
        self._clock = clock
        self._callers = callers

    def list_live(self, caller: MerchantCaller) -> Sequence[MerchantKey]:
        """List the shop's keys that work, the oldest first; raises `Refused` for staff."""
        require_owner(caller)
        is_live = MerchantKey.revoked_at.is_(None)
        with self._database.reading() as session:
            return session.scalars(_keys_of(caller.merchant_id).where(is_live)).all()

    def list_of_merchant(self, merchant_id: str) -> Sequence[MerchantKey]:
        """List every key of a shop, revoked ones too, the oldest first; raises `NotFound`."""
        with self._database.reading() as session:
            if session.get(Merchant, merchant_id) is None:
                raise merchant_not_found()
            return session.scalars(_keys_of(merchant_id)).all()

    def who_paired(self, merchant_id: str) -> Mapping[str, str]:
        """Return for each key that an owner let in, by its id, the id of that owner's key."""
        pairs = select(MerchantInvitation.key_id, MerchantInvitation.made_by).where(
            MerchantInvitation.merchant_id == merchant_id,
            MerchantInvitation.key_id.is_not(None),
            MerchantInvitation.made_by.is_not(None),
        )
        with self._database.reading() as session:
            return {str(key): str(maker) for key, maker in session.execute(pairs)}

    def end(self, caller: MerchantCaller, key_id: str) -> None:
        """End a key of the caller's shop, at once in this process; one that is over stays over.

        Staff may end their own alone. Raises `Refused` where they try another, `NotFound` for a key of no
        or another shop, `Conflict` for the last key of an owner: nobody could let a phone in any more, and
        `Unauthenticated` where the caller's own key has just ended.
        """
        if key_id != caller.key_id:
            require_owner(caller)
        with self._database.transaction() as session:
            hold_own_merchant(session, caller)
            key = _read_key(session, key_id)
            if key is None or key.merchant_id != caller.merchant_id:
                raise _key_not_found()
            if key.revoked_at is None and key.role == MerchantRole.OWNER:
                _require_another_owner(session, key)
            self._end(session, key)
        self._callers.forget(key.digest)

    def revoke(self, key_id: str, *, with_paired: bool = False) -> Sequence[str]:
        """End any key, as the city may, be it an owner's last; raises `NotFound`.

        Returns which keys are over. `with_paired` are those too that were let in with it: whoever took the
        phone may have let in one of their own.
        """
        with self._database.transaction() as session:
            key = _read_key(session, key_id)
            if key is None:
                raise _key_not_found()
            hold_merchant(session, key.merchant_id)
            # A repeated acceptance may have renewed it before the shop was held.
            session.refresh(key)
            ending = [key, *(session.scalars(_live_paired_by(key_id)) if with_paired else ())]
            for one in ending:
                self._end(session, one)
        for one in ending:
            self._callers.forget(one.digest)
        return [one.id for one in ending]

    def _end(self, session: Session, key: MerchantKey) -> None:
        """End a key, and the codes that it made: whoever took the phone may have made one."""
        now = self._clock.now()
        ending = update(MerchantKey).where(MerchantKey.id == key.id, MerchantKey.revoked_at.is_(None))
        session.execute(ending.values(revoked_at=now))
        its_codes = update(MerchantInvitation).where(MerchantInvitation.made_by == key.id, is_open(now))
        session.execute(its_codes.values(withdrawn_at=now))


def _keys_of(merchant_id: str) -> Select[MerchantKey]:
    of_shop = select(MerchantKey).where(MerchantKey.merchant_id == merchant_id)
    return of_shop.order_by(MerchantKey.created_at, MerchantKey.id)


def _live_paired_by(key_id: str) -> Select[MerchantKey]:
    paired = select(MerchantInvitation.key_id).where(MerchantInvitation.made_by == key_id)
    live = select(MerchantKey).where(MerchantKey.id.in_(paired), MerchantKey.revoked_at.is_(None))
    return live.order_by(MerchantKey.created_at, MerchantKey.id)


def _read_key(session: Session, key_id: str) -> MerchantKey | None:
    return session.scalars(select(MerchantKey).where(MerchantKey.id == key_id)).one_or_none()


def _require_another_owner(session: Session, key: MerchantKey) -> None:
    owners = count_live_keys(session, key.merchant_id, MerchantKey.role == MerchantRole.OWNER)
    if owners <= 1:
        raise Conflict(
            "last-owner-key",
            zh="这是店主的最后一部手机，停用后就没有人能管理本店的手机了。换手机请先向市信用中心要一个新的店主邀请。",
            en="This is the owner's last phone: nobody could manage the shop's phones any more. "
            "For a new phone, please ask the city for an owner's invitation first.",
        )


def _key_not_found() -> NotFound:
    return NotFound(
        "merchant-key-not-found",
        zh="没有这部手机的密钥，请刷新列表再看。",
        en="There is no such key; please look at the list again.",
    )
