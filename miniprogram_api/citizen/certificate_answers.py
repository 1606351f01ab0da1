"""What a citizen is shown of a certificate and of each scan of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import fields
from marshmallow.validate import OneOf

from backend.audit.models import AccessEntry
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind
from backend.certificates.format.content import Claims
from backend.certificates.format.digits import certificate_url
from backend.certificates.models import Certificate
from backend.certificates.outcomes import BLOCKED, PAUSED, Outcome
from backend.certificates.showing import IssuedCertificate, Preview
from backend.perks.period import Period
from backend.perks.redemption_outcomes import RedemptionOutcome
from backend.perks.redemptions import OwnRedemption
from backend.platform.errors import Conflict
from miniprogram_api.answer_fields import (
    Answer,
    Named,
    flag,
    moment,
    number,
    part,
    parts,
    text,
    texts,
    word,
)
from miniprogram_api.citizen.perk_messages import why_not_redeemed
from miniprogram_api.disclosed_claims import ClaimReader
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import PREFIX
from miniprogram_api.services import services


class PreviewLine(Answer):
    """One claim in the words that the merchant will read."""

    claim = word(Claim)
    words = text()


class PreviewAnswer(Answer):
    """What would be shown, before it is made, and to whom alone."""

    preview = parts(PreviewLine)
    merchant = part(Named, "The only merchant who may verify it.", nullable=True)
    withheld = texts("Ticked, but not this merchant's to ask: left out.")


class CertificateAnswer(Answer):
    """A certificate and which claims were ticked."""

    id = text()
    kind = word(CertificateKind)
    claims = fields.List(word(Claim), required=True)
    audience = text("The only merchant who may verify it.", nullable=True)
    issued_at = moment("When it was made.")
    expires_at = moment("When it ends by itself.")
    revoked_at = moment("When it was ended early.", nullable=True)
    revoked_because = text("by_citizen, consent_withdrawn or standing_changed", nullable=True)


class ShownCertificateAnswer(CertificateAnswer):
    """A certificate to show; `token`, `url` and the pictures are null once it cannot be shown any more."""

    token = text("The signed certificate as digits.", nullable=True)
    url = text("What the QR code holds.", nullable=True)
    preview = parts(PreviewLine)
    qr_png = text("Where the picture is, with the same Bearer.", nullable=True)
    qr_svg = text("Where the drawing is, with the same Bearer.", nullable=True)


class CertificatesAnswer(Answer):
    """The citizen's certificates, newest first: the printed ones, and the dynamic ones still good."""

    certificates = parts(CertificateAnswer)


class ScanRedemptionAnswer(Answer):
    """The perk that a shop redeemed with a scan, or why it did not, which the shop is not told."""

    perk = part(Named)
    redeemed = flag("Counted, once.")
    why_not = text("In words; null where it was redeemed.", nullable=True)
    uses_left = number("How often it can be used once more in this period; null: uncounted.", nullable=True)
    period = word(Period, "In which uses are counted.", nullable=True)


class CertificateVerificationAnswer(Answer):
    """One scan: who, when, with which outcome, and what they learned."""

    receipt = text()
    merchant_id = text("By which the merchant can be blocked.")
    merchant = text()
    at = moment("When it was scanned.")
    reported_at = moment("When we came to know, if only later (an offline scan).", nullable=True)
    outcome = fields.String(required=True, validate=OneOf([*Outcome, BLOCKED, PAUSED]))
    disclosed = texts("The claims that were shown.")
    redemption = part(ScanRedemptionAnswer, "Null where no perk was to be redeemed by it.", nullable=True)


class CertificateVerificationsAnswer(Answer):
    """Every scan of one certificate, newest first."""

    verifications = parts(CertificateVerificationAnswer)


def public_url(digits: str) -> str:
    """Return the link that the QR code of a certificate holds."""
    return certificate_url(services().ground.city.base_url, digits)


def showable(issued: IssuedCertificate) -> tuple[Claims, str]:
    """Return what a certificate says and its digits; raises `Conflict` once it cannot be shown any more."""
    if issued.claims is None or issued.digits is None:
        raise Conflict(
            "certificate-not-showable",
            zh="这张信用码已过期或已作废，请重新生成一张。",
            en="This certificate has expired or was ended; please make a new one.",
        )
    return issued.claims, issued.digits


def claim_reader() -> ClaimReader:
    """Return what puts this request's claims into words."""
    domain = services()
    return ClaimReader(domain.policy.status, domain.policy.perks, asked_language())


def render_preview(preview: Preview, at: datetime) -> dict[str, Any]:
    """Return a preview as `PreviewAnswer` says."""
    audience = preview.audience
    return {
        "preview": claim_reader().words(preview.claims, at),
        "merchant": {"id": audience.id, "name": audience.name} if audience else None,
        "withheld": sorted(preview.withheld),
    }


def render_certificate(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as `CertificateAnswer` says."""
    return {
        "id": certificate.id,
        "kind": certificate.kind,
        "claims": certificate.ticked,
        "audience": certificate.audience,
        "issued_at": city_time(certificate.issued_at),
        "expires_at": city_time(certificate.expires_at),
        "revoked_at": city_time(certificate.revoked_at),
        "revoked_because": certificate.revoked_because,
    }


def render_shown(issued: IssuedCertificate, reader: ClaimReader) -> dict[str, Any]:
    """Return a certificate as `ShownCertificateAnswer` says."""
    certificate, claims, digits = issued.certificate, issued.claims, issued.digits
    href = f"{PREFIX}/me/certificates/{certificate.id}/qr"
    return {
        **render_certificate(certificate),
        "token": digits,
        "url": public_url(digits) if digits else None,
        "preview": reader.words(claims, certificate.issued_at) if claims else [],
        "qr_png": f"{href}.png" if digits else None,
        "qr_svg": f"{href}.svg" if digits else None,
    }


def render_verification(entry: AccessEntry, redemptions: Mapping[str, OwnRedemption]) -> dict[str, Any]:
    """Return a scan as `CertificateVerificationAnswer` says; `redemptions` are by receipt."""
    own = redemptions.get(entry.id)
    return {
        "receipt": entry.id,
        "merchant_id": entry.actor_id,
        "merchant": entry.actor_name,
        "at": city_time(entry.occurred_at),
        "reported_at": city_time(entry.reported_at),
        "outcome": entry.outcome,
        "disclosed": entry.disclosed,
        "redemption": _render_redemption(own, asked_language()) if own else None,
    }


def _render_redemption(own: OwnRedemption, language: Language) -> dict[str, Any]:
    perk, outcome = own.perk, RedemptionOutcome(own.redemption.outcome)
    is_redeemed = outcome is RedemptionOutcome.REDEEMED
    return {
        "perk": {
            "id": own.redemption.perk,
            "name": language.pick(perk.name_zh, perk.name_en) if perk else None,
        },
        "redeemed": is_redeemed,
        "why_not": None if is_redeemed else why_not_redeemed(outcome, language),
        "uses_left": own.uses_left,
        "period": perk.period if perk else None,
    }
