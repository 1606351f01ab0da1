"""Use cases of consent: see it, give it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.consent.gate import find_in_force
from backend.consent.models import ConsentGrant
from backend.consent.purposes import Purpose, Purposes
from backend.identity.people import get_proven_citizen, hold_citizen, require_adult
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict
from backend.platform.ids import new_id


class WithdrawalEffect(Protocol):
    """What a subject must end when a citizen takes a consent back, in the same transaction."""

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """End in an orderly way whatever rested on this consent."""
        ...


@dataclass(frozen=True)
class ConsentView:
    """A purpose and whether the citizen agreed to it; `outdated` asks for a new consent to new wording."""

    purpose: Purpose
    granted_at: datetime | None
    outdated: bool


class ConsentService:
    """Keeps what each citizen agreed to; withdrawing is as easy as giving (个保法 art. 15)."""

    def __init__(
        self, database: Database, clock: Clock, purposes: Purposes, effects: Sequence[WithdrawalEffect]
    ) -> None:
        self._database = database
        self._clock = clock
        self._purposes = purposes
        self._effects = effects

    def list_of_citizen(self, citizen_id: str) -> list[ConsentView]:
        """List every purpose with its wording and the citizen's answer."""
        with self._database.reading() as session:
            return [self._view(session, citizen_id, purpose) for purpose in self._purposes.all()]

    def grant(self, citizen_id: str, purpose_id: str, version: str | None) -> ConsentView:
        """Give consent to the wording in force; the same again changes nothing.

        `version` is the wording that the person was shown. Raises `NotFound` for an unknown purpose,
        `Conflict` where the wording has changed meanwhile, `Refused` before the real-name proof, or under 18
        where the purpose is for adults.
        """
        purpose = self._purposes.get(purpose_id)
        if version is not None and version != purpose.version:
            raise Conflict(
                "consent-wording-changed",
                zh="授权说明已更新，请阅读新版本后再决定。",
                en="The wording has changed; please read the new one before you decide.",
                version=purpose.version,
            )
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            citizen = get_proven_citizen(session, citizen_id)
            if purpose.adults_only:
                require_adult(citizen.adult_on, city_date(now))
            earlier = find_in_force(session, citizen_id, purpose_id)
            if earlier is None or earlier.version != purpose.version:
                self._store(session, citizen_id, purpose, earlier, now)
            return self._view(session, citizen_id, purpose)

    def withdraw(self, citizen_id: str, purpose_id: str) -> None:
        """Take a consent back; it works at once and ends what rested on it; again changes nothing."""
        purpose = self._purposes.get(purpose_id)
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            grant = find_in_force(session, citizen_id, purpose.id)
            if grant is None:
                return
            self._end(session, grant, now)

    def end_all(self, session: Session, citizen_id: str, now: datetime) -> None:
        """Withdraw every consent in the caller's transaction, which holds the citizen."""
        in_force = select(ConsentGrant).where(
            ConsentGrant.citizen_id == citizen_id, ConsentGrant.withdrawn_at.is_(None)
        )
        for grant in session.scalars(in_force.order_by(ConsentGrant.purpose)).all():
            self._end(session, grant, now)

    def _end(self, session: Session, grant: ConsentGrant, now: datetime) -> None:
        grant.withdrawn_at = now
        citizen_id, purpose = grant.citizen_id, grant.purpose
        for effect in self._effects:
            effect.on_consent_withdrawn(session, citizen_id, purpose, now)
        record_access(
            session, citizen_id, the_citizen(citizen_id), "consent.withdrawn", at=now, purpose=purpose
        )

    def _store(
        self, session: Session, citizen_id: str, purpose: Purpose, earlier: ConsentGrant | None, now: datetime
    ) -> None:
        if earlier is not None:
            earlier.withdrawn_at = now
            session.flush()
        session.add(
            ConsentGrant(
                id=new_id("con"),
                citizen_id=citizen_id,
                purpose=purpose.id,
                version=purpose.version,
                granted_at=now,
            )
        )
        session.flush()
        record_access(
            session, citizen_id, the_citizen(citizen_id), "consent.given", at=now, purpose=purpose.id
        )

    def _view(self, session: Session, citizen_id: str, purpose: Purpose) -> ConsentView:
        grant = find_in_force(session, citizen_id, purpose.id)
        outdated = grant is not None and grant.version != purpose.version
        return ConsentView(purpose, grant.granted_at if grant and not outdated else None, outdated)
