"""Use cases of whoever holds the code of an invitation: read what it offers, accept it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.certificates.claims import Claim
from backend.merchants.callers import MerchantCallers
from backend.merchants.holding import count_live_keys, hold_merchant, is_open, require_room
from backend.merchants.labels import parse_label
from backend.merchants.models import Merchant, MerchantInvitation, MerchantKey
from backend.merchants.roles import MerchantRole
from backend.merchants.rules import MerchantRules
from backend.merchants.shown_once import digest_of_secret, new_api_key
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, NotFound
from backend.platform.ids import new_id
from backend.platform.request_keys import require_sound_key

# As long as a phone may take to notice that an answer was lost, and to ask again.
REPEATED_WITHIN = timedelta(minutes=10)
# With the spent link it is enough to get a key of one's own: nobody finds it by trying.
SHORTEST_REQUEST_KEY = 16


@dataclass(frozen=True)
class Offer:
    """What an invitation offers: which shop, in which role, and what that shop may ask."""

    role: MerchantRole
    label: str | None
    merchant_name: str
    questions: Sequence[Claim]
    expires_at: datetime


@dataclass(frozen=True)
class Accepted:
    """What a phone gets: its API key, shown this once, what the key may do, and for which shop."""

    api_key: str
    key: MerchantKey
    merchant: Merchant


class Invitations:
    """Lets a phone join a shop by a code, which works once and in time."""

    def __init__(
        self, database: Database, clock: Clock, callers: MerchantCallers, rules: MerchantRules
    ) -> None:
        self._database = database
        self._clock = clock
        self._callers = callers
        self._rules = rules

    def look(self, code: str) -> Offer:
        """Return what the code offers, and use up nothing.

        Raises `NotFound`, in the same words for every code that is over or that there never was.
        """
        query = (
            select(MerchantInvitation, Merchant)
            .join(Merchant, Merchant.id == MerchantInvitation.merchant_id)
            .where(MerchantInvitation.digest == digest_of_secret(code), is_open(self._clock.now()))
        )
        with self._database.reading() as session:
            found = session.execute(query).one_or_none()
        if found is None:
            raise _invitation_invalid()
        invitation, merchant = found
        questions = [Claim(word) for word in sorted(merchant.questions)]
        role = MerchantRole(invitation.role)
        return Offer(role, invitation.label, merchant.name, questions, invitation.expires_at)

    def accept(self, code: str, rules_version: str, label: str, request_key: str | None) -> Accepted:
        """Give the phone that accepts the rules a key of its own, once for a code.

        A repeat with the same `request_key`, shortly afterwards and before the key was used, gets a fresh one
        in the place of the one whose answer was lost: no key is stored that could be told again. Raises
        `NotFound` for a code that is over, `Invalid` for a request key that is too short, `Conflict` where
        other rules hold by now or the shop has all the keys it may have.
        """
        label = parse_label(label)
        if request_key is not None:
            require_sound_key(request_key, shortest=SHORTEST_REQUEST_KEY)
        with self._database.transaction() as session:
            accepting = _Accepting(session, self._clock.now(), code, request_key)
            role = accepting.take()
            if role is not None:
                self._require_rules_in_force(rules_version)
                api_key, key = accepting.make_key(role, label, rules_version)
                return Accepted(api_key, key, accepting.merchant)
            lost, api_key, key = accepting.replace_key(label)
        self._callers.forget(lost)
        return Accepted(api_key, key, accepting.merchant)

    def _require_rules_in_force(self, version: str) -> None:
        if version != self._rules.version:
            raise Conflict(
                "rules-changed",
                zh="商户规则已更新，请读完新的规则再接受。",
                en="The rules of merchants were changed; please read the new ones before you accept.",
                version=self._rules.version,
            )


class _Accepting:
    """One attempt to accept, in its transaction, as the only one at its shop."""

    def __init__(self, session: Session, now: datetime, code: str, request_key: str | None) -> None:
        self._session = session
        self._now = now
        self._digest = digest_of_secret(code)
        self._under = digest_of_secret(request_key) if request_key is not None else None
        self._key_id = new_id("mky")
        self.merchant = hold_merchant(session, self._read().merchant_id)

    def take(self) -> MerchantRole | None:
        """Use the code up, and return the role that it gives: of all who try at once, one gets it."""
        taking = update(MerchantInvitation).where(
            MerchantInvitation.digest == self._digest, is_open(self._now)
        )
        values = {"accepted_at": self._now, "accepted_under": self._under, "key_id": self._key_id}
        role = self._session.scalar(taking.values(values).returning(MerchantInvitation.role))
        return MerchantRole(role) if role is not None else None

    def make_key(self, role: MerchantRole, label: str, rules_version: str) -> tuple[str, MerchantKey]:
        require_room(count_live_keys(self._session, self.merchant.id))
        api_key = new_api_key()
        key = MerchantKey(
            id=self._key_id,
            digest=digest_of_secret(api_key),
            merchant_id=self.merchant.id,
            label=label,
            role=role,
            created_at=self._now,
            rules_version=rules_version,
        )
        self._session.add(key)
        return api_key, key

    def replace_key(self, label: str) -> tuple[bytes, str, MerchantKey]:
        """Return the digest of the key that was lost, and the one that works in its place."""
        invitation = self._read()
        is_repeat = self._under is not None and invitation.accepted_under == self._under
        at = invitation.accepted_at
        if not is_repeat or at is None or self._now >= at + REPEATED_WITHIN:
            raise _invitation_invalid()
        # A key that was used has reached its phone. The lock lets no first use come in between.
        query = select(MerchantKey).where(
            MerchantKey.id == invitation.key_id,
            MerchantKey.revoked_at.is_(None),
            MerchantKey.last_used_on.is_(None),
        )
        key = self._session.scalars(query.with_for_update()).one_or_none()
        if key is None:
            raise _invitation_invalid()
        lost, api_key = key.digest, new_api_key()
        key.digest, key.label = digest_of_secret(api_key), label
        return lost, api_key, key

    def _read(self) -> MerchantInvitation:
        """Return the invitation as the store has it now; raises `NotFound`."""
        query = select(MerchantInvitation).where(MerchantInvitation.digest == self._digest)
        found = self._session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        if found is None:
            raise _invitation_invalid()
        return found


def _invitation_invalid() -> NotFound:
    return NotFound(
        "invitation-invalid",
        zh="这个邀请不能用：可能已用过、已过期或已收回。请向店主或市信用中心要一个新的。",
        en="This invitation is not good: it was used, is over, or was taken back. Please ask for a new one.",
    )
