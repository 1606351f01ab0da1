"""Use cases of a merchant that calls: proving who it is, verifying a certificate, looking at its days."""

from __future__ import annotations

from collections.abc import Sequence

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.challenge import Challenge
from backend.certificates.claims import Claim
from backend.certificates.offline_scans import CLOCK_SLACK, OfflineScan, OfflineScans, Reported
from backend.certificates.outcomes import told_outcome
from backend.certificates.verification import CertificateVerification, Verification
from backend.merchants.callers import EndedCaller, MerchantCaller, MerchantCallers, key_invalid
from backend.merchants.past_days import DayWish, PastList, PastPage
from backend.platform.database import Database
from backend.platform.errors import Refused

_SCANS = PastList(AccessEntry, AccessEntry.occurred_at, AccessEntry.id, AccessEntry.outcome, told_outcome)
_WHOLE_PAST = DayWish()


class MerchantService:
    """Speaks for the merchants to the certificates."""

    def __init__(
        self,
        database: Database,
        callers: MerchantCallers,
        verification: CertificateVerification,
        offline_scans: OfflineScans,
    ) -> None:
        self._database = database
        self._callers = callers
        self._verification = verification
        self._offline_scans = offline_scans

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

    def authenticate_reporting(self, api_key: str) -> MerchantCaller | EndedCaller:
        """Return whose key this is, or was a short while ago; raises `Unauthenticated`."""
        return self._callers.authenticate_reporting(api_key)

    def report_offline(
        self, caller: MerchantCaller | EndedCaller, scans: Sequence[OfflineScan]
    ) -> Sequence[Reported]:
        """Tell of scans made with no network; raises as `OfflineScans.report` does.

        Raises `Unauthenticated` for one made after the key had ended, by more than devices' clocks are off.
        """
        if isinstance(caller, EndedCaller):
            last_moment = caller.ended_at + CLOCK_SLACK
            if any(scan.scanned_at > last_moment for scan in scans):
                raise key_invalid()
        return self._offline_scans.report(_actor_of(caller), scans)

    def list_verifications(
        self, caller: MerchantCaller, wish: DayWish = _WHOLE_PAST
    ) -> PastPage[AccessEntry]:
        """List this merchant's own verifications, newest first; nothing in them names a person."""
        own = (AccessEntry.actor_id == caller.merchant_id) & (AccessEntry.action == "certificate.verified")
        with self._database.reading() as session:
            return _SCANS.read(session, own, wish)


def _actor_of(caller: MerchantCaller | EndedCaller) -> Actor:
    return Actor("merchant", caller.merchant_id, caller.name)
