"""Documents to take away: the citizen's own report, and a printed certificate."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from backend.certificates.disclosure import CertificateKind
from backend.certificates.format.content import Claims
from backend.identity.access_tokens import SignedInCitizen
from backend.platform.clock import CITY_ZONE
from backend.platform.errors import Conflict
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.certificate_answers import public_url, showable
from miniprogram_api.citizen.documents.certificate_document import CertificateFacts, draw_certificate
from miniprogram_api.citizen.documents.report_document import ReportFacts, draw_report
from miniprogram_api.disclosed_claims import ClaimReader
from miniprogram_api.language import Language
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("pdfs", "可带走的文件 Documents to take away", CITIZEN)

_PDF = "application/pdf"
_FILE = {"type": "string", "format": "binary"}


@room.operation("GET", "/me/report.pdf", Gives(_FILE, content_type=_PDF, refuses=(403,)))
def get_report_pdf(caller: SignedInCitizen) -> Response:
    """下载我的信用状况报告 My status report, with every record and its reason"""
    domain = services()
    person = domain.identity.get_person(caller.citizen_id)
    # The records first: of one that comes in between, the status then still tells.
    views = domain.records.list_of_citizen(caller.citizen_id)
    facts = ReportFacts(
        city=domain.ground.city,
        masked_name=person.name_masked or "",
        status=domain.status.view(caller.citizen_id),
        views=views,
        catalogue=domain.policy.catalogue,
        made_at=domain.ground.clock.now().astimezone(CITY_ZONE),
    )
    return _file(draw_report(facts), "credit-status-report.pdf")


@room.operation(
    "GET",
    "/me/certificates/<certificate_id>/certificate.pdf",
    Gives(_FILE, content_type=_PDF, refuses=(409,)),
)
def get_certificate_pdf(caller: SignedInCitizen, certificate_id: str) -> Response:
    """下载纸质信用码，可以打印 A printed certificate, ready for paper"""
    domain = services()
    issued = domain.certificates.get(caller.citizen_id, certificate_id)
    certificate = issued.certificate
    if certificate.kind != CertificateKind.PRINTED:
        raise Conflict(
            "certificate-not-for-paper",
            zh="这张信用码只能在屏幕上出示。要打印，请另生成一张纸质信用码。",
            en="This certificate is for a screen. To print one, please make one of the kind `printed`.",
        )
    claims, digits = showable(issued)
    facts = CertificateFacts(
        city=domain.ground.city,
        certificate_id=certificate.id,
        claims=_in_both(claims, certificate.issued_at),
        audience=issued.audience_name,
        issued_at=certificate.issued_at,
        expires_at=certificate.expires_at,
        url=public_url(digits),
        made_at=domain.ground.clock.now().astimezone(CITY_ZONE),
    )
    return _file(draw_certificate(facts), "credit-certificate.pdf")


def _in_both(claims: Claims, at: datetime) -> list[tuple[str, str]]:
    """Return the words of the preview in Chinese, each with the English."""
    policy = services().policy
    zh, en = (
        ClaimReader(policy.status, policy.perks, language).words(claims, at)
        for language in (Language.CHINESE, Language.ENGLISH)
    )
    return [(one["words"], other["words"]) for one, other in zip(zh, en, strict=True)]


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type=_PDF, headers=headers)
