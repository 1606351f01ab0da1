"""Whether somebody has learned something from a certificate, by what the access log says of it."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.certificates.models import Certificate
from backend.certificates.outcomes import LEARNING


def was_used(session: Session, certificate: Certificate, *, by_others_than: str | None = None) -> bool:
    """Tell whether a verifier has learned what a certificate says, or one other than this."""
    uses = exists().where(
        AccessEntry.citizen_id == certificate.citizen_id,
        AccessEntry.object_id == certificate.id,
        AccessEntry.outcome.in_(LEARNING),
    )
    if by_others_than is not None:
        uses = uses.where(AccessEntry.actor_id != by_others_than)
    return bool(session.scalar(select(uses)))
