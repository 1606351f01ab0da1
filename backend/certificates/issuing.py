"""Use cases of a citizen's certificates: issue, show again, list, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import redis
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import record_access, the_citizen
from backend.certificates.content import (
    CertificateContent,
    Kind,
    id_from_text,
    id_to_text,
    new_certificate_id,
)
from backend.certificates.disclosure import (
    DYNAMIC_LIFETIME,
    PURPOSE,
    CertificateKind,
    Disclosure,
    Order,
    claims_from_json,
    claims_to_json,
    require_sound,
)
from backend.certificates.models import Certificate
from backend.certificates.single_use import SingleUse
from backend.certificates.token import CertificateCodec
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Invalid, NotFound, Unavailable
from backend.platform.request_keys import digest_of, make_once
from backend.status.service import PURPOSE as STATUS_PURPOSE


@dataclass(frozen=True)
class IssuedCertificate:
    """A certificate with its signed digits, which are made anew at each showing and stored nowhere."""

    certificate: Certificate
    digits: str | None


class AudienceDirectory(Protocol):
    """Knows who may be named as an audience; the merchants implement it."""

    def find_audience(self, session: Session, named: str) -> str | None:
        """Return the merchant's id, or None."""
        ...


class CertificateService:
    """Issues certificates that say exactly what was ticked, and ends them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        disclosure: Disclosure,
        audiences: AudienceDirectory,
        codec: CertificateCodec,
        single_use: SingleUse,
    ) -> None:
        self._database = database
        self._clock = clock
        self._disclosure = disclosure
        self._audiences = audiences
        self._codec = codec
        self._single_use = single_use

    def issue(self, citizen_id: str, order: Order, request_key: str | None) -> IssuedCertificate:
        """Issue a certificate.

        Raises `Invalid` for an empty or contradictory order, `Refused` where a consent, the real-name proof
        or the age is missing, `NotFound` for an unknown perk, `Unavailable` where Redis is away.
        """
        require_sound(order)
        now = self._clock.now()
        certificate_id = id_to_text(new_certificate_id())
        digest = digest_of("certificate", order.kind, sorted(order.claims), order.audience, order.perk)
        with self._database.transaction() as session:
            earlier = make_once(
                session, caller=citizen_id, key=request_key, digest=digest, made=certificate_id, at=now
            )
            if earlier is not None:
                return self._show(session.get_one(Certificate, earlier), now)
            certificate = self._store(session, citizen_id, certificate_id, order, now)
        if order.kind is CertificateKind.DYNAMIC:
            self._mark_live(certificate_id)
        return self._show(certificate, now)

    def get(self, citizen_id: str, certificate_id: str) -> IssuedCertificate:
        """Return one of the citizen's certificates; raises `NotFound` for anybody else's."""
        with self._database.reading() as session:
            return self._show(_get_own(session, citizen_id, certificate_id), self._clock.now())

    def list_of_citizen(self, citizen_id: str, *, limit: int = 50) -> list[IssuedCertificate]:
        """List the citizen's certificates, newest first."""
        query = select(Certificate).where(Certificate.citizen_id == citizen_id)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(Certificate.issued_at.desc()).limit(limit)).all()
        now = self._clock.now()
        return [self._show(row, now) for row in rows]

    def list_verifications(self, citizen_id: str, certificate_id: str) -> Sequence[AccessEntry]:
        """List who verified a certificate and what they learned; raises `NotFound`."""
        with self._database.reading() as session:
            certificate = _get_own(session, citizen_id, certificate_id)
            query = select(AccessEntry).where(
                AccessEntry.citizen_id == citizen_id,
                AccessEntry.object_id == certificate.id,
                AccessEntry.action == "certificate.verified",
            )
            return session.scalars(query.order_by(AccessEntry.occurred_at.desc())).all()

    def revoke(self, citizen_id: str, certificate_id: str) -> None:
        """End a certificate for good, at once; again changes nothing. Raises `NotFound`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            certificate = _get_own(session, citizen_id, certificate_id)
            if certificate.revoked_at is None:
                certificate.revoked_at = now
                certificate.revoked_because = "by_citizen"
                record_access(
                    session,
                    citizen_id,
                    the_citizen(citizen_id),
                    "certificate.revoked",
                    at=now,
                    object_id=certificate_id,
                )

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """Revoke every certificate and delete what it said of the status (rule 1)."""
        if purpose not in (PURPOSE, STATUS_PURPOSE):
            return
        own = Certificate.citizen_id == citizen_id
        session.execute(
            update(Certificate)
            .where(own, Certificate.revoked_at.is_(None))
            .values(revoked_at=at, revoked_because="consent_withdrawn")
        )
        session.execute(update(Certificate).where(own).values(claims=None))

    def _store(
        self, session: Session, citizen_id: str, certificate_id: str, order: Order, now: datetime
    ) -> Certificate:
        claims = self._disclosure.build_claims(session, citizen_id, order)
        certificate = Certificate(
            id=certificate_id,
            citizen_id=citizen_id,
            kind=order.kind,
            claims=claims_to_json(claims),
            audience=self._resolve_audience(session, order.audience),
            issued_at=now,
            # The signed expiry counts whole seconds: the stored one must be the same moment.
            expires_at=now.replace(microsecond=0) + order.lifetime,
        )
        session.add(certificate)
        record_access(
            session,
            citizen_id,
            the_citizen(citizen_id),
            "certificate.issued",
            at=now,
            purpose=PURPOSE,
            object_id=certificate_id,
        )
        return certificate

    def _resolve_audience(self, session: Session, named: str | None) -> str | None:
        if named is None:
            return None
        audience = self._audiences.find_audience(session, named)
        if audience is None:
            raise Invalid(
                "audience-unknown",
                zh="没有找到你指定的商户，请核对名称。",
                en="There is no such merchant; please check the name.",
            )
        return audience

    def _mark_live(self, certificate_id: str) -> None:
        try:
            self._single_use.mark_live(certificate_id, DYNAMIC_LIFETIME)
        except redis.RedisError as error:
            raise Unavailable(
                "short-lived-state-unavailable",
                zh="暂时无法生成动态码，请稍后再试。",
                en="A code cannot be made for a moment; please try again.",
                retry_after_seconds=2,
            ) from error

    def _show(self, certificate: Certificate, now: datetime) -> IssuedCertificate:
        if certificate.claims is None or certificate.revoked_at is not None or certificate.expires_at <= now:
            return IssuedCertificate(certificate, None)
        content = CertificateContent(
            certificate_id=id_from_text(certificate.id),
            kind=Kind[CertificateKind(certificate.kind).name],
            expires_at=certificate.expires_at,
            audience=certificate.audience,
            claims=claims_from_json(certificate.claims),
        )
        return IssuedCertificate(certificate, self._codec.mint(content))


def _get_own(session: Session, citizen_id: str, certificate_id: str) -> Certificate:
    certificate = session.get(Certificate, certificate_id)
    if certificate is None or certificate.citizen_id != citizen_id:
        raise NotFound("certificate-not-found", zh="没有这张信用码。", en="There is no such certificate.")
    return certificate
