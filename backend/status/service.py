"""Use case of the status: a pure function of the records, the policy and the day, and a memo of its answer.

The memo spares the next look the reading and the evaluation. It is answered only where the database, in the
very statement that enters the look into the access log, confirms all that it rests on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, func, insert, literal, select

from backend.audit.models import AccessEntry
from backend.audit.service import Actor, record_access, the_citizen
from backend.consent.gate import ConsentGate
from backend.consent.models import ConsentGrant
from backend.identity.models import Citizen
from backend.identity.people import citizen_not_found, require_adult, require_proven
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database, Executor
from backend.platform.ids import new_id
from backend.records.catalogue import Catalogue
from backend.records.facts import RecordFacts, RecordState, is_taken_off
from backend.records.models import CreditRecord, RecordsRevision
from backend.records.revisions import prefix_of
from backend.status.evaluation import StatusReport, evaluate
from backend.status.memo import Memo, StatusMemos
from backend.status.policy import StatusPolicies

PURPOSE = "status.evaluate"
BOT_PURPOSE = "bot.status"
_VIEWED = "status.viewed"

_IN_FORCE = and_(
    ConsentGrant.citizen_id == Citizen.id,
    ConsentGrant.purpose == PURPOSE,
    ConsentGrant.withdrawn_at.is_(None),
)
_OF_SUBJECT = RecordsRevision.prefix == prefix_of(Citizen.id_index)
# The first change of a record under a prefix makes its row.
_REVISION = func.coalesce(RecordsRevision.revision, 0)

# One statement for the person, the consent and the records with their revision: on this path round trips
# decide, and what is of one snapshot belongs together.
_READ = (
    select(
        Citizen.verified_at,
        Citizen.adult_on,
        Citizen.paused_at,
        ConsentGrant.version,
        _REVISION,
        CreditRecord.id,
        CreditRecord.item_id,
        CreditRecord.decided_on,
        CreditRecord.valid_until,
        CreditRecord.duty_fulfilled_on,
        CreditRecord.state,
        CreditRecord.corrected_on,
        CreditRecord.revised_on,
    )
    .select_from(Citizen)
    .outerjoin(ConsentGrant, _IN_FORCE)
    .outerjoin(RecordsRevision, _OF_SUBJECT)
    .outerjoin(CreditRecord, CreditRecord.subject_index == Citizen.id_index)
    .where(Citizen.id == bindparam("citizen_id"))
)

# Enters the citizen's own look where everything that a memo rests on still holds, and nothing otherwise.
_ENTER = (
    insert(cast(Table, AccessEntry.__table__))
    .from_select(
        [
            "id",
            "citizen_id",
            "occurred_at",
            "actor_kind",
            "actor_id",
            "actor_name",
            "action",
            "purpose",
            "disclosed",
        ],
        select(
            bindparam("entry_id", type_=AccessEntry.id.type),
            Citizen.id,
            bindparam("now", type_=AccessEntry.occurred_at.type),
            bindparam("kind", type_=AccessEntry.actor_kind.type),
            Citizen.id,
            bindparam("name", type_=AccessEntry.actor_name.type),
            literal(_VIEWED),
            literal(PURPOSE),
            bindparam("nothing", type_=AccessEntry.disclosed.type),
        )
        .select_from(Citizen)
        .join(ConsentGrant, _IN_FORCE)
        .outerjoin(RecordsRevision, _OF_SUBJECT)
        .where(
            Citizen.id == bindparam("citizen"),
            Citizen.verified_at.is_not(None),
            Citizen.adult_on <= bindparam("today"),
            Citizen.paused_at.is_(None),
            ConsentGrant.version == bindparam("wording"),
            bindparam("revision") == _REVISION,
        ),
        include_defaults=False,
    )
    .returning(AccessEntry.id)
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

        Raises `Refused` before the real-name proof, under 18, without consent to `status.evaluate`, or while
        the citizen pauses.
        """
        return self.read_memo(executor, citizen_id).report

    def read_memo(self, executor: Executor, citizen_id: str) -> Memo:
        """Return the same with the revision of the records in the same snapshot; raises the same."""
        today = city_date(self._clock.now())
        rows = executor.execute(_READ, {"citizen_id": citizen_id}).all()
        if not rows:
            raise citizen_not_found()
        verified_at, adult_on, paused_at, agreed, revision = rows[0][:5]
        require_proven(verified_at)
        require_adult(adult_on, today)
        self._gate.require_version(PURPOSE, agreed, paused_at)
        # A person without any record still has one row, with no record in it.
        facts = [
            RecordFacts(
                record, item, decided, until, fulfilled, RecordState(state), is_taken_off(state, *days)
            )
            for record, item, decided, until, fulfilled, state, *days in (row[5:] for row in rows)
            if record is not None
        ]
        return Memo(revision, evaluate(facts, self._catalogue, self._policies.in_force_on(today), today))

    def is_of(self, report: StatusReport, day: date) -> bool:
        """Tell whether a report is of this day and of the editions in force on it."""
        return report.evaluated_on == day and (report.policy_version, report.catalogue_version) == (
            self._policies.in_force_on(day).version,
            self._catalogue.version,
        )


class StatusService:
    """Shows a citizen their status, in the app or, with a consent of its own, in the official account."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        reader: StatusReader,
        memos: StatusMemos,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._reader = reader
        self._memos = memos

    def view(self, citizen_id: str) -> StatusReport:
        """Return the citizen's own status and enter the look into their access log.

        A statement reads, unless there is a memo, and a statement writes, each complete in itself: a
        transaction round them would cost two more trips, and an entry that cannot be written still withholds
        the answer. Raises what `StatusReader.read` raises.
        """
        now = self._clock.now()
        memo = self._memos.find(citizen_id)
        with self._database.single_statement() as connection:
            if (
                memo is not None
                and self._reader.is_of(memo.report, city_date(now))
                and self._enter_confirmed(connection, citizen_id, memo, now)
            ):
                return memo.report
            memo = self._reader.read_memo(connection, citizen_id)
            # Kept before it is confirmed: of a withdrawal meanwhile either its message deletes the memo
            # later, or the confirmation fails and it is deleted here.
            self._memos.keep(citizen_id, memo, now)
            if not self._enter_confirmed(connection, citizen_id, memo, now):
                self._memos.forget(citizen_id)
                self._enter(connection, citizen_id, the_citizen(citizen_id), PURPOSE)
            return memo.report

    def view_in_bot(self, citizen_id: str) -> StatusReport:
        """Return the same for the official account; raises `Refused` also without consent to that."""
        with self._database.transaction() as session:
            self._gate.require(session, citizen_id, BOT_PURPOSE)
            report = self._reader.read(session, citizen_id)
            self._enter(session, citizen_id, Actor("citizen", citizen_id, "本人（公众号）"), BOT_PURPOSE)
            return report

    def require_bot(self, citizen_id: str) -> None:
        """Pass who consents, now, to hearing of their status in the official account; raises `Refused`."""
        with self._database.reading() as session:
            for purpose in (PURPOSE, BOT_PURPOSE):
                self._gate.require(session, citizen_id, purpose)

    def _enter(self, executor: Executor, citizen_id: str, actor: Actor, purpose: str) -> None:
        record_access(executor, citizen_id, actor, _VIEWED, at=self._clock.now(), purpose=purpose)

    def _enter_confirmed(self, executor: Executor, citizen_id: str, memo: Memo, now: datetime) -> bool:
        """Enter the citizen's look if the database still agrees to all that the memo rests on."""
        actor = the_citizen(citizen_id)
        values = {
            "entry_id": new_id("acc"),
            "now": now,
            "kind": actor.kind,
            "name": actor.name,
            "nothing": [],
            "citizen": citizen_id,
            "today": memo.report.evaluated_on,
            "wording": self._gate.version_of(PURPOSE),
            "revision": memo.revision,
        }
        return executor.execute(_ENTER, values).scalar_one_or_none() is not None
