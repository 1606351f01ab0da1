"""Use cases of the city: register shops, invite their owners, take an invitation back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from backend.certificates.claims import Claim
from backend.merchants.holding import hold_merchant, is_open, merchant_not_found
from backend.merchants.labels import parse_merchant_name
from backend.merchants.models import Merchant, MerchantInvitation, MerchantKey
from backend.merchants.pairing import MadeInvitation
from backend.merchants.roles import MerchantRole
from backend.merchants.shown_once import digest_of_secret, new_code
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.platform.ids import new_id
from backend.records.organisation_code import parse_organisation_code

INVITATION_LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class RegisteredMerchant:
    """A shop as the city sees it: its entry, how many of its keys work, and its owner's open invitations."""

    merchant: Merchant
    live_keys: int
    invitations: Sequence[MerchantInvitation]


class MerchantRegistry:
    """The city's list of shops."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def invite(self, name: str, credit_code: str, questions: Iterable[Claim]) -> MadeInvitation:
        """Register a shop and invite its owner.

        While no phone has joined, inviting again under the same credit code corrects the entry and ends the
        former invitation. Raises `Invalid` for a name, a code or questions that cannot be, `Conflict` for a
        shop that has joined and for a name that another one has.
        """
        name, code = parse_merchant_name(name), parse_organisation_code(credit_code)
        asked = sorted(set(questions))
        if not asked:
            raise Invalid(
                "questions-missing",
                zh="请登记该商户可以询问的内容，至少一项。",
                en="Please register at least one question that the merchant may ask.",
            )
        now = self._clock.now()
        with self._database.transaction() as session:
            _require_free_name(session, name, code)
            merchant = session.scalars(select(Merchant).where(Merchant.credit_code == code)).one_or_none()
            if merchant is None:
                merchant = Merchant(id=new_id("mer"), credit_code=code, registered_at=now)
                session.add(merchant)
            else:
                hold_merchant(session, merchant.id)
                _require_not_joined(session, merchant)
            merchant.name, merchant.questions = name, [question.value for question in asked]
            session.flush()
            return self._invite_owner(session, merchant)

    def invite_again(self, merchant_id: str) -> MadeInvitation:
        """Invite one more phone of a shop's owner, as after a loss, and end the link that was open for it.

        Raises `NotFound`.
        """
        with self._database.transaction() as session:
            merchant = session.get(Merchant, merchant_id)
            if merchant is None:
                raise merchant_not_found()
            hold_merchant(session, merchant.id)
            return self._invite_owner(session, merchant)

    def withdraw(self, invitation_id: str) -> None:
        """Take an invitation back; raises `NotFound` for one that is over, or that there never was."""
        now = self._clock.now()
        withdrawing = update(MerchantInvitation).where(MerchantInvitation.id == invitation_id, is_open(now))
        with self._database.transaction() as session:
            withdrawn = session.execute(withdrawing.values(withdrawn_at=now).returning(MerchantInvitation.id))
            if withdrawn.one_or_none() is None:
                raise NotFound(
                    "invitation-not-open",
                    zh="没有这个未用的邀请：可能已用过、已过期或已收回。可用 merchants list 查看。",
                    en="No such invitation is open: used, over, or taken back. See merchants list.",
                )

    def list_all(self) -> Sequence[RegisteredMerchant]:
        """List every shop by its name."""
        live = (
            select(func.count())
            .select_from(MerchantKey)
            .where(MerchantKey.merchant_id == Merchant.id, MerchantKey.revoked_at.is_(None))
        )
        is_owners = MerchantInvitation.role == MerchantRole.OWNER
        invitations = select(MerchantInvitation).where(is_owners, is_open(self._clock.now()))
        with self._database.reading() as session:
            shops = session.execute(select(Merchant, live.scalar_subquery()).order_by(Merchant.name)).all()
            open_ones = session.scalars(invitations.order_by(MerchantInvitation.expires_at)).all()
        return [
            RegisteredMerchant(shop, count, [one for one in open_ones if one.merchant_id == shop.id])
            for shop, count in shops
        ]

    def _invite_owner(self, session: Session, merchant: Merchant) -> MadeInvitation:
        """Make the one invitation of an owner that is open: a link that was lost lets nobody else in."""
        code, now = new_code(), self._clock.now()
        self._end_open_invitations(session, merchant.id)
        invitation = MerchantInvitation(
            id=new_id("inv"),
            digest=digest_of_secret(code),
            merchant_id=merchant.id,
            role=MerchantRole.OWNER,
            created_at=now,
            expires_at=now + INVITATION_LIFETIME,
        )
        session.add(invitation)
        return MadeInvitation(invitation.id, None, code, invitation.expires_at)

    def _end_open_invitations(self, session: Session, merchant_id: str) -> None:
        now = self._clock.now()
        ending = update(MerchantInvitation).where(
            MerchantInvitation.merchant_id == merchant_id,
            MerchantInvitation.role == MerchantRole.OWNER,
            is_open(now),
        )
        session.execute(ending.values(withdrawn_at=now))


def _require_free_name(session: Session, name: str, code: str) -> None:
    namesake = session.scalars(select(Merchant).where(Merchant.name == name)).one_or_none()
    if namesake is not None and namesake.credit_code != code:
        raise Conflict(
            "merchant-name-taken",
            zh=f"已有同名商户 {namesake.id}，市民按名称找商户，请用能区分的名称（如加分店名）。",
            en=f"Merchant {namesake.id} has this name already; citizens find shops by it, "
            "so please add what tells them apart.",
        )


def _require_not_joined(session: Session, merchant: Merchant) -> None:
    if session.scalar(select(exists().where(MerchantKey.merchant_id == merchant.id))):
        raise Conflict(
            "merchant-joined-already",
            zh=f"这个统一社会信用代码的商户已加入。要再邀请一部店主手机，请用 --merchant {merchant.id}。",
            en="The merchant of this credit code has joined; "
            f"to invite one more phone of its owner, use --merchant {merchant.id}.",
        )
