"""Use cases of a citizen's certificates: issue, show again, list, revoke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import redis
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.audit.service import record_access, the_citizen
from backend.certificates.audiences import Audience, AudienceDirectory, get_audience
from backend.certificates.blocking import is_blocked
from backend.certificates.claims import STANDING_CLAIMS, Claim
from backend.certificates.disclosure import PURPOSE, CertificateKind, Disclosure, Order, require_sound
from backend.certificates.format.content import (
    Claims,
    id_to_text,
    new_certificate_id,
)
from backend.certificates.models import Certificate
from backend.certificates.showing import IssuedCertificate, Preview, content_of, limited_to
from backend.certificates.single_use import SingleUse
from backend.certificates.status_lists import StatusLists
from backend.certificates.token import CertificateCodec
from backend.certificates.uses import was_used
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import NotFound, Refused, Unavailable
from backend.platform.field_encryption import BlindIndex
from backend.platform.request_keys import digest_of, make_once
from backend.status.service import PURPOSE as STATUS_PURPOSE

_INDEX_BYTES = 16


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
        status_lists: StatusLists,
        blind_index: BlindIndex,
    ) -> None:
        self._database = database
        self._clock = clock
        self._disclosure = disclosure
        self._audiences = audiences
        self._codec = codec
        self._single_use = single_use
        self._status_lists = status_lists
        self._blind_index = blind_index

    def preview(self, citizen_id: str, order: Order) -> Preview:
        """Return what a certificate of this order would say, before it is made; raises as `issue` does."""
        require_sound(order)
        now = self._clock.now()
        with self._database.transaction() as session:
            audience = self._find_audience(session, citizen_id, order)
            ticked = limited_to(order.claims, audience)
            claims = self._disclosure.read_claims(session, citizen_id, ticked, order.perk)
            citizen = the_citizen(citizen_id)
            record_access(session, citizen_id, citizen, "certificate.previewed", at=now, purpose=PURPOSE)
            return Preview(claims, audience, order.claims - ticked)

    def issue(self, citizen_id: str, order: Order, request_key: str | None) -> IssuedCertificate:
        """Issue a certificate.

        Raises `Invalid` for an empty or contradictory order or an unknown merchant, `Refused` where a
        consent, the real-name proof or the age is missing, `NotFound` for an unknown perk, `Unavailable`
        where Redis is away or the lists of printed certificates are full.
        """
        require_sound(order)
        now = self._clock.now()
        certificate_id = id_to_text(new_certificate_id())
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            earlier = make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("certificate", *order.meaning),
                made=certificate_id,
                at=now,
            )
            if earlier is None:
                certificate = self._store(session, citizen_id, certificate_id, order, now)
            else:
                certificate = session.get_one(Certificate, earlier)
            issued = self._show(session, certificate, now)
            is_used = earlier is not None and was_used(session, certificate)
        if issued.digits is not None and order.kind is not CertificateKind.PRINTED and not is_used:
            self._mark_live(certificate, now)
        return issued

    def get(self, citizen_id: str, certificate_id: str) -> IssuedCertificate:
        """Return one of the citizen's certificates, to show it; raises `NotFound` and `Refused`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            certificate = _get_own(session, citizen_id, certificate_id)
            issued = self._show(session, certificate, now)
            if issued.digits is not None:
                _enter(session, certificate, "certificate.shown", now)
            return issued

    def list_of_citizen(self, citizen_id: str, *, limit: int = 200) -> Sequence[Certificate]:
        """List the citizen's printed certificates and the dynamic ones still good, newest first."""
        worth_seeing = or_(
            Certificate.kind == CertificateKind.PRINTED, Certificate.expires_at > self._clock.now()
        )
        query = select(Certificate).where(Certificate.citizen_id == citizen_id, worth_seeing)
        with self._database.reading() as session:
            return session.scalars(query.order_by(Certificate.issued_at.desc()).limit(limit)).all()

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
            hold_citizen(session, citizen_id)
            certificate = _get_own(session, citizen_id, certificate_id)
            if certificate.revoked_at is None:
                _revoke(session, certificate, "by_citizen", now)

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """Revoke every certificate (rule 1); what they said of the status was never stored."""
        if purpose not in (PURPOSE, STATUS_PURPOSE):
            return
        session.execute(
            update(Certificate)
            .where(Certificate.citizen_id == citizen_id, Certificate.revoked_at.is_(None))
            .values(revoked_at=at, revoked_because="consent_withdrawn")
        )

    def on_standing_changed(self, session: Session, citizen_id: str, at: datetime) -> None:
        """Revoke what was printed of a standing that has changed (rule 5); its holder prints it anew."""
        printed = select(Certificate).where(
            Certificate.citizen_id == citizen_id,
            Certificate.kind == CertificateKind.PRINTED,
            Certificate.revoked_at.is_(None),
            Certificate.expires_at > at,
        )
        for certificate in session.scalars(printed):
            if STANDING_CLAIMS.intersection(certificate.ticked):
                _revoke(session, certificate, "standing_changed", at)

    def _says_the_same(self, certificate: Certificate, claims: Claims) -> bool:
        """Tell whether the claims are those of the first time, which is when a certificate is made."""
        index = self._blind_index.of("certificate.says", f"{certificate.id} {claims!r}")[:_INDEX_BYTES]
        if certificate.says_index is None:
            certificate.says_index = index
        return certificate.says_index == index

    def _store(
        self, session: Session, citizen_id: str, certificate_id: str, order: Order, now: datetime
    ) -> Certificate:
        audience = self._find_audience(session, citizen_id, order)
        is_printed = order.kind is CertificateKind.PRINTED
        place = self._status_lists.allot(session, now) if is_printed else None
        certificate = Certificate(
            id=certificate_id,
            citizen_id=citizen_id,
            kind=order.kind,
            ticked=sorted(limited_to(order.claims, audience)),
            perk=order.perk,
            audience=audience.id if audience else None,
            nonce=order.challenge.nonce if order.challenge else None,
            status_list=place.list_number if place else None,
            status_position=place.position if place else None,
            issued_at=now,
            # The signed expiry counts whole seconds: the stored one must be the same moment.
            expires_at=now.replace(microsecond=0) + order.lifetime,
        )
        session.add(certificate)
        _enter(session, certificate, "certificate.issued", now)
        return certificate

    def _find_audience(self, session: Session, citizen_id: str, order: Order) -> Audience | None:
        named = order.named_audience
        if named is None:
            return None
        audience = get_audience(self._audiences, session, named)
        if is_blocked(session, citizen_id, audience.id):
            raise Refused(
                "merchant-blocked-by-you",
                zh="你已屏蔽这家商户。要向它出示，请先取消屏蔽。",
                en="You have blocked this merchant. To show it something, unblock it first.",
                merchant=audience.id,
            )
        return audience

    def _mark_live(self, certificate: Certificate, now: datetime) -> None:
        try:
            self._single_use.mark_live(certificate.id, certificate.expires_at - now)
        except redis.RedisError as error:
            raise Unavailable(
                "short-lived-state-unavailable",
                zh="暂时无法生成动态码，请稍后再试。",
                en="A code cannot be made for a moment; please try again.",
                retry_after_seconds=2,
            ) from error

    def _show(self, session: Session, certificate: Certificate, now: datetime) -> IssuedCertificate:
        if certificate.revoked_at is not None or certificate.expires_at <= now:
            return IssuedCertificate(certificate, None, None)
        ticked = frozenset(map(Claim, certificate.ticked))
        claims = self._disclosure.read_claims(session, certificate.citizen_id, ticked, certificate.perk)
        if not self._says_the_same(certificate, claims):
            # One id must not have two contents: whoever holds the former one could not be told from this.
            _revoke(session, certificate, "standing_changed", now)
            return IssuedCertificate(certificate, None, None)
        named = certificate.audience
        audience = self._audiences.find_audience(session, named) if named is not None else None
        digits = self._codec.mint(content_of(certificate, claims))
        return IssuedCertificate(certificate, claims, digits, audience.name if audience else None)


def _revoke(session: Session, certificate: Certificate, because: str, at: datetime) -> None:
    certificate.revoked_at, certificate.revoked_because = at, because
    _enter(session, certificate, "certificate.revoked", at)


def _enter(session: Session, certificate: Certificate, action: str, at: datetime) -> None:
    citizen = the_citizen(certificate.citizen_id)
    record_access(session, citizen.id, citizen, action, at=at, purpose=PURPOSE, object_id=certificate.id)


def _get_own(session: Session, citizen_id: str, certificate_id: str) -> Certificate:
    certificate = session.get(Certificate, certificate_id)
    if certificate is None or certificate.citizen_id != citizen_id:
        raise NotFound("certificate-not-found", zh="没有这张信用码。", en="There is no such certificate.")
    return certificate
