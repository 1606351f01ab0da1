"""Use cases of an owner who lets one more phone of the shop in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from backend.merchants.callers import MerchantCaller, require_owner
from backend.merchants.holding import count_live_keys, hold_own_merchant, is_open, require_room
from backend.merchants.labels import parse_label
from backend.merchants.models import MerchantInvitation
from backend.merchants.roles import MerchantRole
from backend.merchants.shown_once import digest_of_secret, new_code
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, NotFound
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once

PAIRING_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class MadeInvitation:
    """A fresh invitation with its code, which is shown this once."""

    id: str
    label: str | None
    code: str
    expires_at: datetime


class Pairing:
    """Makes and ends the codes by which staff phones join."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def make(self, caller: MerchantCaller, label: str, request_key: str | None) -> MadeInvitation:
        """Make a code for one more phone; a repeat with the same key gets a fresh code in place of the lost.

        Raises `Refused` for staff, `Unauthenticated` for a key that has just ended, `Conflict` where the shop
        has all the keys it may have, or where the code that a repeat asks for is over.
        """
        require_owner(caller)
        label, now, invitation_id = parse_label(label), self._clock.now(), new_id("inv")
        with self._database.transaction() as session:
            hold_own_merchant(session, caller)
            made = make_once(
                session,
                caller=caller.key_id,
                key=request_key,
                digest=digest_of("pairing", label),
                made=invitation_id,
                at=now,
            )
            if made is not None:
                return _renew_code(session, made, now)
            open_ones = select(func.count()).select_from(_open_pairings(caller.merchant_id, now).subquery())
            require_room(count_live_keys(session, caller.merchant_id) + (session.scalar(open_ones) or 0))
            code = new_code()
            invitation = MerchantInvitation(
                id=invitation_id,
                digest=digest_of_secret(code),
                merchant_id=caller.merchant_id,
                role=MerchantRole.STAFF,
                label=label,
                made_by=caller.key_id,
                created_at=now,
                expires_at=now + PAIRING_LIFETIME,
            )
            session.add(invitation)
            return MadeInvitation(invitation_id, label, code, invitation.expires_at)

    def list_open(self, caller: MerchantCaller) -> Sequence[MerchantInvitation]:
        """List the shop's codes that still work, the newest first; raises `Refused` for staff."""
        require_owner(caller)
        query = _open_pairings(caller.merchant_id, self._clock.now())
        with self._database.reading() as session:
            return session.scalars(
                query.order_by(MerchantInvitation.created_at.desc(), MerchantInvitation.id)
            ).all()

    def withdraw(self, caller: MerchantCaller, invitation_id: str) -> None:
        """End a code; one that is over stays over.

        Raises `Refused` for staff, `Unauthenticated` for a key that has just ended, `NotFound` for another's.
        """
        require_owner(caller)
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_own_merchant(session, caller)
            invitation = session.get(MerchantInvitation, invitation_id)
            is_theirs = invitation is not None and invitation.merchant_id == caller.merchant_id
            if not is_theirs or invitation is None or invitation.made_by is None:
                raise NotFound(
                    "pairing-code-not-found",
                    zh="本店没有这个配对码，请刷新列表再看。",
                    en="The shop has no such pairing code; please look at the list again.",
                )
            session.execute(
                update(MerchantInvitation)
                .where(MerchantInvitation.id == invitation_id, is_open(now))
                .values(withdrawn_at=now)
            )


def _open_pairings(merchant_id: str, now: datetime) -> Select[MerchantInvitation]:
    return select(MerchantInvitation).where(
        MerchantInvitation.merchant_id == merchant_id, MerchantInvitation.made_by.is_not(None), is_open(now)
    )


def _renew_code(session: Session, invitation_id: str, now: datetime) -> MadeInvitation:
    """Put a fresh code in the place of the one whose answer was lost; its time goes on as it was."""
    code = new_code()
    renewing = update(MerchantInvitation).where(MerchantInvitation.id == invitation_id, is_open(now))
    renewed = session.execute(
        renewing.values(digest=digest_of_secret(code)).returning(
            MerchantInvitation.label, MerchantInvitation.expires_at
        )
    ).one_or_none()
    if renewed is None:
        raise Conflict(
            "pairing-code-over",
            zh="这个配对码已经用过、过期或停用，请重新生成一个。",
            en="This pairing code was used, ran out or was ended; please make a new one.",
        )
    return MadeInvitation(invitation_id, renewed.label, code, renewed.expires_at)
