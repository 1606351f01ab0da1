"""Use cases of a merchant that calls: proving who it is, verifying a certificate, looking at its days."""

from __future__ import annotations

from collections.abc import Sequence

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.challenge import Challenge
from backend.certificates.claims import Claim
from backend.certificates.offline_scans import OfflineScan, OfflineScans, Reported
from backend.certificates.outcomes import told_outcome
from backend.certificates.verification import CertificateVerification, Verification
from backend.merchants.callers import MerchantCaller, MerchantCallers
from backend.merchants.models import Merchant, MerchantKey
from backend.merchants.past_days import DayWish, PastList, PastPage
from backend.merchants.roles import MerchantRole
from backend.merchants.shown_once import digest_of_secret, new_api_key
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.ids import new_id

_SCANS = PastList(AccessEntry, AccessEntry.occurred_at, AccessEntry.id, AccessEntry.outcome, told_outcome)
_WHOLE_PAST = DayWish()


class MerchantService:
    """Speaks for the merchants to the certificates."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        callers: MerchantCallers,
        verification: CertificateVerification,
        offline_scans: OfflineScans,
    ) -> None:
        self._database = database
        self._clock = clock
        self._callers = callers
        self._verification = verification
        self._offline_scans = offline_scans

    def join(self, name: str, questions: Sequence[Claim], credit_code: str | None = None) -> str:
        """Register a merchant without an invitation, as the demo does, and return its owner's API key."""
        api_key, now = new_api_key(), self._clock.now()
        with self._database.transaction() as session:
            merchant = Merchant(
                id=new_id("mer"),
                name=name,
                questions=list(questions),
                joined_at=now,
                credit_code=credit_code,
            )
            session.add(merchant)
            session.flush()
            session.add(
                MerchantKey(
                    id=new_id("mky"),
                    digest=digest_of_secret(api_key),
                    merchant_id=merchant.id,
                    label="",
                    role=MerchantRole.OWNER,
                    created_at=now,
                )
            )
        return api_key

    def authenticate(self, api_key: str) -> MerchantCaller:
        """Return whose key this is; raises `Unauthenticated`."""
        return self._callers.authenticate(api_key)

    def verify(
        self,
        caller: MerchantCaller,
        token: str,
        question: Claim | None,
        request_key: str | None,
        challenge: Challenge | None = None,
    ) -> Verification:
        """Verify a certificate for this merchant, be it an answer to its `challenge` or not.

        It is shown the claim it asks for, or without a question every claim it is registered to see.
        Raises `Refused` for a question it may not ask or for a challenge of another merchant, `Unavailable`
        where single use cannot be ensured.
        """
        if challenge is not None and challenge.verifier_id != caller.merchant_id:
            raise Refused(
                "challenge-of-another-merchant",
                zh="这个询问码不是贵店出示的。",
                en="Another merchant showed this challenge.",
            )
        if question is not None and question not in caller.questions:
            raise Refused(
                "question-not-allowed",
                zh="贵单位未登记可询问此项内容。",
                en="Your business is not registered to ask this question.",
                allowed=sorted(caller.questions),
            )
        may_see = caller.questions if question is None else frozenset({question})
        nonce = challenge.nonce if challenge else None
        return self._verification.verify(_actor_of(caller), token, may_see, request_key, nonce)

    def report_offline(self, caller: MerchantCaller, scans: Sequence[OfflineScan]) -> Sequence[Reported]:
        """Tell of scans made with no network; raises as `OfflineScans.report` does."""
        return self._offline_scans.report(_actor_of(caller), scans)

    def list_verifications(
        self, caller: MerchantCaller, wish: DayWish = _WHOLE_PAST
    ) -> PastPage[AccessEntry]:
        """List this merchant's own verifications, newest first; nothing in them names a person."""
        own = (AccessEntry.actor_id == caller.merchant_id) & (AccessEntry.action == "certificate.verified")
        with self._database.reading() as session:
            return _SCANS.read(session, own, wish)


def _actor_of(caller: MerchantCaller) -> Actor:
    return Actor("merchant", caller.merchant_id, caller.name)
