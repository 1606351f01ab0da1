"""What is shown of a certificate: before it is made, and each time its code is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from backend.certificates.audiences import Audience
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind
from backend.certificates.format.content import (
    CertificateContent,
    Claims,
    Kind,
    StatusEntry,
    id_from_text,
)
from backend.certificates.models import Certificate
from backend.platform.errors import Invalid


@dataclass(frozen=True)
class IssuedCertificate:
    """A certificate, and what it says with its signed digits: both made at each showing and stored nowhere.

    The two are None once it cannot be shown any more. `audience_name` is the name of its audience, if any.
    """

    certificate: Certificate
    claims: Claims | None
    digits: str | None
    audience_name: str | None = None


@dataclass(frozen=True)
class Preview:
    """What a certificate would say, and to whom alone; `withheld` was ticked, but is not theirs to ask."""

    claims: Claims
    audience: Audience | None
    withheld: frozenset[Claim]


def content_of(certificate: Certificate, claims: Claims) -> CertificateContent:
    """Return what is signed for a stored certificate that says this."""
    number, position = certificate.status_list, certificate.status_position
    return CertificateContent(
        certificate_id=id_from_text(certificate.id),
        kind=Kind[CertificateKind(certificate.kind).name],
        expires_at=certificate.expires_at,
        audience=certificate.audience,
        claims=claims,
        nonce=certificate.nonce,
        status=StatusEntry(number, position) if number is not None and position is not None else None,
    )


def limited_to(ticked: frozenset[Claim], audience: Audience | None) -> frozenset[Claim]:
    """Return what of the ticked the audience may see: offline it reads all that its certificate says."""
    if audience is None:
        return ticked
    limited = ticked & audience.questions
    if not limited:
        raise Invalid(
            "merchant-may-ask-none-of-it",
            zh="该商户未登记可询问你勾选的任何一项，无需出示。",
            en="This merchant is registered to ask none of what you ticked; there is nothing to show.",
            may_ask=sorted(audience.questions),
        )
    return limited
