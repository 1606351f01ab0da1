"""Use case of the status: evaluated on read from the records, the policy and the day; never stored."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, select

from backend.audit.service import Actor, record_access, the_citizen
from backend.consent.gate import ConsentGate
from backend.consent.models import ConsentGrant
from backend.identity.models import Citizen
from backend.identity.people import citizen_not_found, require_adult, require_proven
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database, Executor
from backend.records.catalogue import Catalogue
from backend.records.facts import RecordFacts, RecordState
from backend.records.models import CreditRecord
from backend.status.evaluation import StatusReport, evaluate
from backend.status.policy import StatusPolicies

PURPOSE = "status.evaluate"
BOT_PURPOSE = "bot.status"

# One statement for the person, the consent and the records: on this path round trips decide.
_READ = (
    select(
        Citizen.verified_at,
        Citizen.adult_on,
        ConsentGrant.version,
        CreditRecord.id,
        CreditRecord.item_id,
        CreditRecord.decided_on,
        CreditRecord.valid_until,
        CreditRecord.duty_fulfilled_on,
        CreditRecord.state,
    )
    .select_from(Citizen)
    .outerjoin(
        ConsentGrant,
        and_(
            ConsentGrant.citizen_id == Citizen.id,
            ConsentGrant.purpose == PURPOSE,
            ConsentGrant.withdrawn_at.is_(None),
        ),
    )
    .outerjoin(CreditRecord, CreditRecord.subject_index == Citizen.id_index)
    .where(Citizen.id == bindparam("citizen_id"))
)


class StatusReader:
    """Evaluates a citizen's status for another use case, through its session or connection."""

    def __init__(
        self, clock: Clock, gate: ConsentGate, catalogue: Catalogue, policies: StatusPolicies
    ) -> None:
        self._clock = clock
        self._gate = gate
        self._catalogue = catalogue
        self._policies = policies

    def read(self, executor: Executor, citizen_id: str) -> StatusReport:
        """Return the status of today.

        Raises `Refused` before the real-name proof, under 18, or without consent to `status.evaluate`.
        """
        today = city_date(self._clock.now())
        rows = executor.execute(_READ, {"citizen_id": citizen_id}).all()
        if not rows:
            raise citizen_not_found()
        verified_at, adult_on, agreed = rows[0][:3]
        require_proven(verified_at)
        require_adult(adult_on, today)
        self._gate.require_version(PURPOSE, agreed)
        # A person without any record still has one row, with no record in it.
        facts = [
            RecordFacts(record, item, decided, until, fulfilled, RecordState(state))
            for _, _, _, record, item, decided, until, fulfilled, state in rows
            if record is not None
        ]
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

        A statement reads, a statement writes, each complete in itself: a transaction round them would cost
        two more trips, and an entry that cannot be written still withholds the answer.
        Raises what `StatusReader.read` raises.
        """
        with self._database.single_statement() as connection:
            return self._view(connection, citizen_id, the_citizen(citizen_id), PURPOSE)

    def view_in_bot(self, citizen_id: str) -> StatusReport:
        """Return the same for the official account; raises `Refused` also without consent to that."""
        with self._database.transaction() as session:
            self._gate.require(session, citizen_id, BOT_PURPOSE)
            return self._view(
                session, citizen_id, Actor("citizen", citizen_id, "本人（公众号）"), BOT_PURPOSE
            )

    def _view(self, executor: Executor, citizen_id: str, actor: Actor, purpose: str) -> StatusReport:
        report = self._reader.read(executor, citizen_id)
        record_access(executor, citizen_id, actor, "status.viewed", at=self._clock.now(), purpose=purpose)
        return report
