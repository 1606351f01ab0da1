"""QR credit certificates: make one, see them, end one, and see who verified it."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from backend.audit.models import AccessEntry
from backend.certificates.claims import Claim
from backend.certificates.content import Claims
from backend.certificates.digits import certificate_url
from backend.certificates.disclosure import LONGEST_PRINTED_DAYS, CertificateKind, Order, claims_from_json
from backend.certificates.issuing import IssuedCertificate
from backend.certificates.verification import Outcome
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Body, moment, parts, text, texts, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.disclosed_claims import ClaimReader, ticked
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import PREFIX, Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

BASE_URL = "PUBLIC_BASE_URL"
room = Room("certificates", "信用码 Certificates", CITIZEN)


class CertificateBody(Body):
    """What the citizen ticks; `audience` is a merchant's id or exact registered name."""

    kind = fields.Enum(CertificateKind, by_value=True, required=True)
    claims = fields.List(fields.Enum(Claim, by_value=True), required=True, validate=Length(max=len(Claim)))
    audience = fields.String(load_default=None, allow_none=True, validate=Length(1, 100))
    perk = fields.String(load_default=None, allow_none=True, validate=Length(1, 60))
    valid_days = fields.Integer(
        strict=True, load_default=LONGEST_PRINTED_DAYS, validate=Range(1, LONGEST_PRINTED_DAYS)
    )


class PreviewLine(Schema):
    """One claim in the words that the merchant will read."""

    claim = word(Claim)
    words = text()


class CertificateAnswer(Schema):
    """A certificate; `token`, `url` and the pictures are null once it cannot be shown any more."""

    id = text()
    kind = word(CertificateKind)
    claims = fields.List(word(Claim), required=True)
    audience = text("The only merchant who may verify it.", nullable=True)
    issued_at = moment("When it was made.")
    expires_at = moment("When it ends by itself.")
    revoked_at = moment("When it was ended early.", nullable=True)
    token = text("The signed certificate as digits.", nullable=True)
    url = text("What the QR code holds.", nullable=True)
    preview = parts(PreviewLine)
    qr_png = text("Where the picture is, with the same Bearer.", nullable=True)
    qr_svg = text("Where the drawing is, with the same Bearer.", nullable=True)


class CertificatesAnswer(Schema):
    """The citizen's certificates, newest first."""

    certificates = parts(CertificateAnswer)


class CertificateVerificationAnswer(Schema):
    """One scan: who, when, with which outcome, and what they learned."""

    receipt = text()
    merchant = text()
    at = moment("When it was scanned.")
    outcome = word(Outcome)
    disclosed = texts("The claims that were shown.")


class CertificateVerificationsAnswer(Schema):
    """Every scan of one certificate, newest first."""

    verifications = parts(CertificateVerificationAnswer)


@room.operation(
    "POST", "/me/certificates", Gives(CertificateAnswer, 201), Takes(CertificateBody, request_key=True)
)
def issue_certificate(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """生成信用码，只写你勾选的内容 Make a certificate that says what is ticked and nothing else"""
    order = Order(**{**body, "claims": frozenset(body["claims"])})
    issued = services().certificates.issue(caller.citizen_id, order, idempotency_key())
    return json_answer(_render_certificate(issued, _reader()), 201)


@room.operation("GET", "/me/certificates", Gives(CertificatesAnswer))
def list_certificates(caller: SignedInCitizen) -> Response:
    """查看我的信用码 See my certificates"""
    reader = _reader()
    certificates = services().certificates.list_of_citizen(caller.citizen_id)
    return json_answer({"certificates": [_render_certificate(issued, reader) for issued in certificates]})


@room.operation("GET", "/me/certificates/<certificate_id>", Gives(CertificateAnswer))
def get_certificate(caller: SignedInCitizen, certificate_id: str) -> Response:
    """查看一张信用码 See one certificate"""
    issued = services().certificates.get(caller.citizen_id, certificate_id)
    return json_answer(_render_certificate(issued, _reader()))


@room.operation("DELETE", "/me/certificates/<certificate_id>", Gives(None, 204))
def revoke_certificate(caller: SignedInCitizen, certificate_id: str) -> Response:
    """作废一张信用码，立刻生效 End a certificate for good, at once"""
    services().certificates.revoke(caller.citizen_id, certificate_id)
    return empty_answer()


@room.operation(
    "GET", "/me/certificates/<certificate_id>/verifications", Gives(CertificateVerificationsAnswer)
)
def list_certificate_verifications(caller: SignedInCitizen, certificate_id: str) -> Response:
    """查看谁核验过这张信用码 See who verified this certificate and what they learned"""
    entries = services().certificates.list_verifications(caller.citizen_id, certificate_id)
    return json_answer({"verifications": [_render_verification(entry) for entry in entries]})


def public_url(digits: str) -> str:
    """Return the link that the QR code of a certificate holds."""
    return certificate_url(current_app.config[BASE_URL], digits)


def _reader() -> ClaimReader:
    the = services()
    return ClaimReader(the.policy.status, the.policy.perks, asked_language())


def _render_certificate(issued: IssuedCertificate, reader: ClaimReader) -> dict[str, Any]:
    certificate, digits = issued.certificate, issued.digits
    claims = claims_from_json(certificate.claims) if certificate.claims else Claims()
    href = f"{PREFIX}/me/certificates/{certificate.id}/qr"
    return {
        "id": certificate.id,
        "kind": certificate.kind,
        "claims": ticked(claims),
        "audience": certificate.audience,
        "issued_at": city_time(certificate.issued_at),
        "expires_at": city_time(certificate.expires_at),
        "revoked_at": city_time(certificate.revoked_at),
        "token": digits,
        "url": public_url(digits) if digits else None,
        "preview": reader.words(claims, certificate.issued_at),
        "qr_png": f"{href}.png" if digits else None,
        "qr_svg": f"{href}.svg" if digits else None,
    }


def _render_verification(entry: AccessEntry) -> dict[str, Any]:
    return {
        "receipt": entry.id,
        "merchant": entry.actor_name,
        "at": city_time(entry.occurred_at),
        "outcome": entry.outcome,
        "disclosed": entry.disclosed,
    }
