"""The one gate that every use of personal data passes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from backend.consent.models import ConsentGrant
from backend.consent.purposes import PurposeId, Purposes
from backend.identity.models import Citizen
from backend.identity.people import require_not_paused
from backend.platform.errors import Refused

# A pause stops what is derived of a person and what follows from it; a card goes on being a card.
_STOPPED_BY_A_PAUSE = frozenset(PurposeId) - {PurposeId.CARD_LINK}


class ConsentGate:
    """Asks whether a citizen agreed to a purpose in the wording that is in force (个保法 arts. 13-14)."""

    def __init__(self, purposes: Purposes) -> None:
        self._purposes = purposes

    def require(self, session: Session, citizen_id: str, purpose: str) -> ConsentGrant:
        """Return the consent in force.

        Raises `Refused` whose code names the missing purpose, or `account-paused` while the citizen pauses.
        """
        found = session.execute(
            select(ConsentGrant, Citizen.paused_at)
            .join(Citizen, Citizen.id == ConsentGrant.citizen_id)
            .where(*_in_force(citizen_id, purpose))
        ).first()
        if found is None or found.ConsentGrant.version != self._purposes.get(purpose).version:
            raise self._missing(purpose)
        if purpose in _STOPPED_BY_A_PAUSE:
            require_not_paused(found.paused_at)
        grant: ConsentGrant = found.ConsentGrant
        return grant

    def require_version(self, purpose: str, agreed: str | None, paused_at: datetime | None) -> None:
        """Do the same for a caller that has read the version agreed to (None: no consent) by itself."""
        require_not_paused(paused_at)
        if agreed != self._purposes.get(purpose).version:
            raise self._missing(purpose)

    def version_of(self, purpose: str) -> str:
        """Return the version of the wording that is in force, for a statement that asks by itself."""
        return self._purposes.get(purpose).version

    def _missing(self, purpose: str) -> Refused:
        wording = self._purposes.get(purpose)
        return Refused(
            f"consent-required/{purpose}",
            zh=f"这项服务需要你先同意“{wording.title_zh}”。是否同意由你决定，随时可以撤回。",
            en=f"This needs your consent to “{wording.title_en}”. It is your choice; you can withdraw it.",
            purpose=purpose,
            version=wording.version,
        )


def find_in_force(session: Session, citizen_id: str, purpose: str) -> ConsentGrant | None:
    """Return the consent that was given and not withdrawn, whatever its version."""
    return session.scalars(select(ConsentGrant).where(*_in_force(citizen_id, purpose))).first()


def _in_force(citizen_id: str, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return (
        ConsentGrant.citizen_id == citizen_id,
        ConsentGrant.purpose == purpose,
        ConsentGrant.withdrawn_at.is_(None),
    )
