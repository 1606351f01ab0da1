"""Use cases of merchants: joining, proving who calls, and verifying a certificate."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.audiences import Audience
from backend.certificates.challenge import Challenge
from backend.certificates.claims import Claim
from backend.certificates.offline_scans import OfflineScan, OfflineScans, Reported
from backend.certificates.verification import CertificateVerification, Verification
from backend.merchants.models import Merchant, MerchantKey
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Refused, Unauthenticated
from backend.platform.ids import new_id

# A revoked key keeps working this long at most; in return a scan costs no look-up of the key.
_KEY_CACHED_FOR = timedelta(seconds=5)


@dataclass(frozen=True)
class MerchantCaller:
    """A merchant that proved itself with an API key."""

    merchant_id: str
    name: str
    questions: frozenset[Claim]


class MerchantService:
    """Knows the merchants and speaks for them to the certificates."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        verification: CertificateVerification,
        offline_scans: OfflineScans,
    ) -> None:
        self._database = database
        self._clock = clock
        self._verification = verification
        self._offline_scans = offline_scans
        self._known: dict[bytes, tuple[datetime, MerchantCaller]] = {}

    def join(self, name: str, questions: Sequence[Claim]) -> str:
        """Register a merchant and return its API key, which is shown this once."""
        api_key = f"mk_{secrets.token_urlsafe(32)}"
        now = self._clock.now()
        with self._database.transaction() as session:
            merchant = Merchant(id=new_id("mer"), name=name, questions=list(questions), joined_at=now)
            session.add(merchant)
            session.flush()
            session.add(MerchantKey(digest=_digest(api_key), merchant_id=merchant.id, created_at=now))
        return api_key

    def authenticate(self, api_key: str) -> MerchantCaller:
        """Return whose key this is; raises `Unauthenticated`."""
        digest = _digest(api_key)
        now = self._clock.now()
        cached = self._known.get(digest)
        if cached is not None and now - cached[0] < _KEY_CACHED_FOR:
            return cached[1]
        caller = self._find_by_key(digest)
        if caller is None:
            self._known.pop(digest, None)
            raise Unauthenticated(
                "api-key-invalid", zh="接口密钥无效或已停用。", en="The API key is unknown or was revoked."
            )
        self._known[digest] = (now, caller)
        return caller

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

    def list_verifications(self, caller: MerchantCaller, *, limit: int = 100) -> Sequence[AccessEntry]:
        """List this merchant's own verifications, newest first; nothing in them names a person."""
        with self._database.reading() as session:
            return self._verification.list_of_verifier(session, caller.merchant_id, limit)

    def _find_by_key(self, digest: bytes) -> MerchantCaller | None:
        with self._database.reading() as session:
            row = session.execute(
                select(Merchant)
                .join(MerchantKey, MerchantKey.merchant_id == Merchant.id)
                .where(MerchantKey.digest == digest, MerchantKey.revoked_at.is_(None))
            ).scalar_one_or_none()
        return MerchantCaller(row.id, row.name, frozenset(map(Claim, row.questions))) if row else None


class MerchantDirectory:
    """Tells the certificates which merchant an audience names."""

    def find_audience(self, session: Session, named: str) -> Audience | None:
        """Return the merchant with this id or this exact registered name, or None."""
        found = session.scalars(
            select(Merchant).where((Merchant.id == named) | (Merchant.name == named))
        ).first()
        return Audience(found.id, found.name, frozenset(map(Claim, found.questions))) if found else None


def _actor_of(caller: MerchantCaller) -> Actor:
    return Actor("merchant", caller.merchant_id, caller.name)


def _digest(api_key: str) -> bytes:
    return hashlib.sha256(api_key.encode()).digest()
