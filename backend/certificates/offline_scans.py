"""Use case of scans made with no network and told afterwards, so that the citizen sees them too (rule 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import Actor
from backend.certificates.claims import carried_by
from backend.certificates.format.content import CertificateContent, Kind, id_to_text
from backend.certificates.format.digits import digits_of
from backend.certificates.format.reading import TokenRejected
from backend.certificates.format.verify import LONGEST_LEEWAY
from backend.certificates.models import Certificate
from backend.certificates.outcomes import OUTCOME_OF_FAULT, Outcome
from backend.certificates.single_use import SingleUse, Use, UseResult
from backend.certificates.token import CertificateCodec
from backend.certificates.uses import was_used
from backend.platform.clock import Clock
from backend.platform.database import Database, insert_into
from backend.platform.errors import Invalid
from backend.platform.ids import derived_id

MOST_AT_ONCE = 50
LONGEST_AGO = timedelta(days=7)
CLOCK_SLACK = timedelta(seconds=10)


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


@dataclass(frozen=True)
class _Read:
    """A report whose code was good at its moment, and what the record of single use said to it."""

    content: CertificateContent
    at: datetime
    receipt: str
    use: Use | None


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
        """Enter the scans, all or none, and return what became of each in their order; again changes nothing.

        Raises `Invalid` for none or too many of them, or for a moment that cannot be.
        """
        now = self._clock.now()
        if not 0 < len(scans) <= MOST_AT_ONCE:
            raise Invalid(
                "scans-too-few-or-many",
                zh=f"每次应提交 1 至 {MOST_AT_ONCE} 条离线核验。",
                en=f"Please send 1 to {MOST_AT_ONCE} offline scans at a time.",
            )
        if not all(now - LONGEST_AGO <= scan.scanned_at <= now + CLOCK_SLACK for scan in scans):
            raise Invalid(
                "scanned-at-out-of-range",
                zh="核验时间应在最近七天之内，请核对设备时间。",
                en="A scan is of the last seven days; please check the clock of the device.",
            )
        read = [self._read(verifier, scan, now) for scan in scans]
        with self._database.transaction() as session:
            return [one if isinstance(one, Reported) else _enter(session, verifier, one, now) for one in read]

    def _read(self, verifier: Actor, scan: OfflineScan, now: datetime) -> _Read | Reported:
        at = min(scan.scanned_at, now)
        try:
            content = self._codec.read(digits_of(scan.token), at, leeway=LONGEST_LEEWAY)
        except TokenRejected as rejected:
            return Reported(OUTCOME_OF_FAULT[rejected.fault])
        receipt = _receipt_of(verifier, content, at)
        return _Read(content, at, receipt, self._use(verifier, content, receipt))

    def _use(self, verifier: Actor, content: CertificateContent, receipt: str) -> Use | None:
        """Use up a code that was for this verifier, so that nobody takes it again."""
        if content.kind is Kind.PRINTED or content.audience not in (None, verifier.id):
            return None
        # No header holds a NUL: a request key of the merchant's own is never taken for this.
        request = f"offline\0{receipt}"
        try:
            return self._single_use.use(id_to_text(content.certificate_id), verifier.id, request, receipt)
        except redis.RedisError:
            # The report matters more than what can no longer be prevented.
            return None


def _receipt_of(verifier: Actor, content: CertificateContent, at: datetime) -> str:
    """Return the one entry that all reports of the same scan lead to: a screen code is scanned once."""
    moment = int(at.timestamp()) if content.kind is Kind.PRINTED else 0
    told = f"{verifier.id} {id_to_text(content.certificate_id)} {moment}"
    return derived_id("acc", hashlib.sha256(told.encode()).digest())


def _enter(session: Session, verifier: Actor, read: _Read, now: datetime) -> Reported:
    certificate = session.get(Certificate, id_to_text(read.content.certificate_id))
    if certificate is None:
        return Reported(Outcome.REVOKED)
    outcome = _outcome_of(session, verifier, read, certificate)
    session.execute(
        insert_into(session, AccessEntry)
        .values(
            id=read.receipt,
            citizen_id=certificate.citizen_id,
            # A clock that is slow must not let a scan come before what it has scanned.
            occurred_at=max(read.at, certificate.issued_at),
            actor_kind=verifier.kind,
            actor_id=verifier.id,
            actor_name=verifier.name,
            action="certificate.verified",
            object_id=certificate.id,
            disclosed=list(carried_by(read.content.claims)),
            outcome=outcome,
            reported_at=now,
        )
        .on_conflict_do_nothing()
    )
    return Reported(Outcome(session.get_one(AccessEntry, read.receipt).outcome or outcome), read.receipt)


def _outcome_of(session: Session, verifier: Actor, read: _Read, certificate: Certificate) -> Outcome:
    """Tell whether somebody else had used the code: the record of single use forgets, the log does not."""
    if read.content.audience not in (None, verifier.id):
        return Outcome.WRONG_AUDIENCE
    if read.content.kind is Kind.PRINTED:
        return Outcome.OFFLINE
    used_by_another = (
        read.use is not None and read.use.result is UseResult.USED_BEFORE and not read.use.is_own
    )
    if used_by_another or was_used(session, certificate, by_others_than=verifier.id):
        return Outcome.OFFLINE_AGAIN
    return Outcome.OFFLINE
