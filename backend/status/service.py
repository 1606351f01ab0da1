"""Use case of the status: evaluated on read from the records, the policy and the day; never stored."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access, the_citizen
from backend.consent.gate import ConsentGate
from backend.identity.people import get_proven_citizen, require_adult
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.records.catalogue import Catalogue
from backend.records.service import list_of_subject
from backend.status.evaluation import StatusReport, evaluate
from backend.status.policy import StatusPolicies

PURPOSE = "status.evaluate"
BOT_PURPOSE = "bot.status"


class StatusReader:
    """Evaluates a citizen's status inside another use case's transaction."""

    def __init__(
        self, clock: Clock, gate: ConsentGate, catalogue: Catalogue, policies: StatusPolicies
    ) -> None:
        self._clock = clock
        self._gate = gate
        self._catalogue = catalogue
        self._policies = policies

    def read(self, session: Session, citizen_id: str) -> StatusReport:
        """Return the status of today.

        Raises `Refused` before the real-name proof, under 18, or without consent to `status.evaluate`.
        """
        today = city_date(self._clock.now())
        citizen = get_proven_citizen(session, citizen_id)
        require_adult(citizen.adult_on, today)
        self._gate.require(session, citizen_id, PURPOSE)
        records = list_of_subject(session, citizen.id_index or b"")
        facts = [record.facts() for record in records]
        return evaluate(facts, self._catalogue, self._policies.in_force_on(today), today)


class StatusService:
    """Shows a citizen their status, in the app or, with a consent of its own, in the official account."""

    def __init__(self, database: Database, clock: Clock, gate: ConsentGate, reader: StatusReader) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._reader = reader

    def view(self, citizen_id: str) -> StatusReport:
        """Return the citizen's own status and enter the look into their access log.

        Raises what `StatusReader.read` raises.
        """
        with self._database.transaction() as session:
            return self._view(session, citizen_id, the_citizen(citizen_id), PURPOSE)

    def view_in_bot(self, citizen_id: str) -> StatusReport:
        """Return the same for the official account; raises `Refused` also without consent to that."""
        with self._database.transaction() as session:
            self._gate.require(session, citizen_id, BOT_PURPOSE)
            return self._view(
                session, citizen_id, Actor("citizen", citizen_id, "本人（公众号）"), BOT_PURPOSE
            )

    def _view(self, session: Session, citizen_id: str, actor: Actor, purpose: str) -> StatusReport:
        report = self._reader.read(session, citizen_id)
        record_access(session, citizen_id, actor, "status.viewed", at=self._clock.now(), purpose=purpose)
        return report
