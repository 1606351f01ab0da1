"""QR credit certificates: make one, see them, end one, and see who verified it."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length, Range

from backend.certificates.challenge import parse_challenge
from backend.certificates.claims import Claim
from backend.certificates.disclosure import LONGEST_PRINTED_DAYS, CertificateKind, Order
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Body
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.certificate_answers import (
    CertificatesAnswer,
    CertificateVerificationsAnswer,
    PreviewAnswer,
    ShownCertificateAnswer,
    claim_reader,
    render_certificate,
    render_preview,
    render_shown,
    render_verification,
)
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("certificates", "信用码 Certificates", CITIZEN)


class CertificateBody(Body):
    """What the citizen ticks; `audience` is a merchant's id or exact registered name.

    `challenge` is what a merchant showed, for the kind `addressed`.
    """

    kind = fields.Enum(CertificateKind, by_value=True, required=True)
    claims = fields.List(fields.Enum(Claim, by_value=True), required=True, validate=Length(max=len(Claim)))
    audience = fields.String(load_default=None, allow_none=True, validate=Length(1, 100))
    perk = fields.String(load_default=None, allow_none=True, validate=Length(1, 60))
    challenge = fields.String(load_default=None, allow_none=True, validate=Length(1, 80))
    valid_days = fields.Integer(
        strict=True, load_default=LONGEST_PRINTED_DAYS, validate=Range(1, LONGEST_PRINTED_DAYS)
    )


@room.operation(
    "POST",
    "/me/certificates",
    Gives(ShownCertificateAnswer, 201, refuses=(403, 404, 503)),
    Takes(CertificateBody, request_key=True),
)
def issue_certificate(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """生成信用码，只写你勾选的内容 Make a certificate that says what is ticked and nothing else"""
    issued = services().certificates.issue(caller.citizen_id, _order_of(body), idempotency_key())
    return json_answer(render_shown(issued, claim_reader()), 201)


@room.operation(
    "POST", "/me/certificates/preview", Gives(PreviewAnswer, refuses=(403, 404)), Takes(CertificateBody)
)
def preview_certificate(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """先看对方会看到什么，再决定是否生成 See what a merchant would see, before it is made"""
    domain = services()
    preview = domain.certificates.preview(caller.citizen_id, _order_of(body))
    return json_answer(render_preview(preview, domain.ground.clock.now()))


def _order_of(body: dict[str, Any]) -> Order:
    challenge = parse_challenge(body["challenge"]) if body["challenge"] is not None else None
    return Order(**{**body, "claims": frozenset(body["claims"]), "challenge": challenge})


@room.operation("GET", "/me/certificates", Gives(CertificatesAnswer))
def list_certificates(caller: SignedInCitizen) -> Response:
    """查看我的信用码 See my certificates"""
    certificates = services().certificates.list_of_citizen(caller.citizen_id)
    return json_answer({"certificates": [render_certificate(one) for one in certificates]})


@room.operation("GET", "/me/certificates/<certificate_id>", Gives(ShownCertificateAnswer))
def get_certificate(caller: SignedInCitizen, certificate_id: str) -> Response:
    """查看一张信用码 See one certificate"""
    issued = services().certificates.get(caller.citizen_id, certificate_id)
    return json_answer(render_shown(issued, claim_reader()))


@room.operation("DELETE", "/me/certificates/<certificate_id>", Gives(None, 204))
def revoke_certificate(caller: SignedInCitizen, certificate_id: str) -> Response:
    """作废一张信用码，立刻生效 End a certificate for good, at once"""
    services().certificates.revoke(caller.citizen_id, certificate_id)
    return empty_answer()


@room.operation(
    "GET",
    "/me/certificates/<certificate_id>/verifications",
    Gives(CertificateVerificationsAnswer),
)
def list_certificate_verifications(caller: SignedInCitizen, certificate_id: str) -> Response:
    """查看谁核验过这张信用码 See who verified this certificate, what they learned and redeemed"""
    domain = services()
    entries = domain.certificates.list_verifications(caller.citizen_id, certificate_id)
    redemptions = domain.redemptions.find_by_scans(caller.citizen_id, [entry.id for entry in entries])
    return json_answer({"verifications": [render_verification(entry, redemptions) for entry in entries]})
