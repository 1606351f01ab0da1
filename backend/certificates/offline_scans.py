"""Use case of scans made with no network and told afterwards, so that the citizen sees them too (rule 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import select

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.claims import carried_by
from backend.certificates.format.content import CertificateContent, Kind, id_to_text
from backend.certificates.format.digits import digits_of
from backend.certificates.format.reading import TokenRejected
from backend.certificates.models import Certificate
from backend.certificates.single_use import SingleUse, UseResult
from backend.certificates.token import CertificateCodec
from backend.certificates.verification import OUTCOME_OF_FAULT, Outcome
from backend.platform.clock import Clock
from backend.platform.database import Database, insert_into
from backend.platform.errors import Invalid
from backend.platform.ids import derived_id

MOST_AT_ONCE = 50
LONGEST_AGO = timedelta(days=7)
_CLOCK_SLACK = timedelta(seconds=10)


@dataclass(frozen=True)
class OfflineScan:
    """What a device read, and when, by its own clock."""

    token: str
    scanned_at: datetime


@dataclass(frozen=True)
class Reported:
    """What became of a report; `receipt` is the entry in the citizen's log, None where there is none."""

    outcome: Outcome
    receipt: str | None = None


class OfflineScans:
    """Enters in the citizen's log what a merchant's device has read, all of it: it answered no question."""

    def __init__(
        self, database: Database, clock: Clock, codec: CertificateCodec, single_use: SingleUse
    ) -> None:
        self._database = database
        self._clock = clock
        self._codec = codec
        self._single_use = single_use

    def report(self, verifier: Actor, scans: Sequence[OfflineScan]) -> Sequence[Reported]:
        """Enter the scans, and return what became of each in their order; again changes nothing.

        Raises `Invalid` for none or too many of them, or for a moment that cannot be.
        """
        now = self._clock.now()
        if not 0 < len(scans) <= MOST_AT_ONCE:
            raise Invalid(
                "scans-too-few-or-many",
                zh=f"每次应提交 1 至 {MOST_AT_ONCE} 条离线核验。",
                en=f"Please send 1 to {MOST_AT_ONCE} offline scans at a time.",
            )
        if not all(now - LONGEST_AGO <= scan.scanned_at <= now + _CLOCK_SLACK for scan in scans):
            raise Invalid(
                "scanned-at-out-of-range",
                zh="核验时间应在最近七天之内，请核对设备时间。",
                en="A scan is of the last seven days; please check the clock of the device.",
            )
        return [self._report(verifier, scan, now) for scan in scans]

    def _report(self, verifier: Actor, scan: OfflineScan, now: datetime) -> Reported:
        at = min(scan.scanned_at, now)
        try:
            content = self._codec.read(digits_of(scan.token), at)
        except TokenRejected as rejected:
            return Reported(OUTCOME_OF_FAULT[rejected.fault])
        certificate_id = id_to_text(content.certificate_id)
        told = f"{verifier.id} {certificate_id} {scan.scanned_at.timestamp()}"
        receipt = derived_id("acc", hashlib.sha256(told.encode()).digest())
        outcome = self._outcome_of(verifier, content, receipt)
        return self._enter(verifier, content, outcome, receipt, at, now)

    def _outcome_of(self, verifier: Actor, content: CertificateContent, receipt: str) -> Outcome:
        if content.kind is Kind.PRINTED:
            return Outcome.OFFLINE
        try:
            use = self._single_use.use(id_to_text(content.certificate_id), verifier.id, receipt, receipt)
        except redis.RedisError:
            # The report matters more than what can no longer be prevented.
            return Outcome.OFFLINE
        return Outcome.OFFLINE_AGAIN if use.result is UseResult.USED_BEFORE else Outcome.OFFLINE

    def _enter(
        self,
        verifier: Actor,
        content: CertificateContent,
        outcome: Outcome,
        receipt: str,
        at: datetime,
        now: datetime,
    ) -> Reported:
        certificate_id = id_to_text(content.certificate_id)
        with self._database.transaction() as session:
            citizen_id = session.scalar(
                select(Certificate.citizen_id).where(Certificate.id == certificate_id)
            )
            if citizen_id is None:
                return Reported(Outcome.REVOKED)
            session.execute(
                insert_into(session, AccessEntry)
                .values(
                    id=receipt,
                    citizen_id=citizen_id,
                    occurred_at=at,
                    actor_kind=verifier.kind,
                    actor_id=verifier.id,
                    actor_name=verifier.name,
                    action="certificate.verified",
                    object_id=certificate_id,
                    disclosed=list(carried_by(content.claims)),
                    outcome=outcome,
                    reported_at=now,
                )
                .on_conflict_do_nothing()
            )
            entered = session.get_one(AccessEntry, receipt)
            return Reported(Outcome(entered.outcome or outcome), receipt)
