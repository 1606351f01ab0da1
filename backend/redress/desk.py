"""The officer's desk: the queue by deadline, a case with everything on it, and what an officer may do.

Whoever calls has proved to be an officer, with the second factor; this file knows nothing of passwords.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access
from backend.identity.id_number import mask_all_but_two, mask_name
from backend.identity.people import People
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict, Refused
from backend.platform.request_keys import digest_of, make_once
from backend.records.service import RecordService
from backend.redress.case_views import CaseReading, DeskCase, QueueEntry, with_masked_name
from backend.redress.corrections import Corrections
from backend.redress.events import CaseKind, Event, Party, State
from backend.redress.life import CaseLife, Mover, Wish, case_not_found, get_case, hold_case
from backend.redress.machines import MACHINES
from backend.redress.materials import MaterialContent, MaterialReading
from backend.redress.models import Case
from backend.redress.policy import ReasonTemplate

_DESK_PARTIES = (Party.OFFICER, Party.SECOND_OFFICER)
_LONGEST_PAGE = 200

WAITING_FOR_THE_DESK = tuple(
    {
        state
        for machine in MACHINES.values()
        for move in machine.moves
        for state in move.sources
        if set(move.who) & set(_DESK_PARTIES)
    }
)
"""The states in which an officer can do something."""


@dataclass(frozen=True, slots=True)
class DeskOfficer:
    """An officer at the desk, signed in with both factors.

    `locked_subjects` are the blind indexes (`BlindIndex.of("id_number", …)`) of the ID numbers of the officer
    and of the relatives they declared: cases about them are closed to this officer. `name` is what the
    citizen reads in the access log.
    """

    id: str
    name: str
    locked_subjects: frozenset[bytes] = field(default=frozenset(), repr=False)

    @property
    def actor(self) -> Actor:
        """Return the officer as the access log names them."""
        return Actor("officer", self.id, self.name)

    def require_free(self, case: Case) -> None:
        """Pass a case that was sent, and is not about the officer or a relative.

        Raises `NotFound` for a draft, which is its citizen's alone, and `Refused`.
        """
        if case.state == State.DRAFT:
            raise case_not_found()
        if case.subject_index in self.locked_subjects:
            raise Refused(
                "own-case",
                zh="这是你本人或近亲属的案件，依规定应当回避。",
                en="This case is about you or a relative; you must leave it to another officer.",
            )


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of an officer upon a case as it was at `version`, with the reason that its citizen is told.

    `template` is the id of a reason of the rules that fits the event; `words` are added to it. `corrections`
    belong to `uphold_corrected` and `uphold_partly`.
    """

    event: Event
    version: int
    template: str | None = None
    words: str = ""
    corrections: Corrections | None = None


class DeskService:
    """What the desk offers.

    Every method on a case raises `NotFound` for an unknown number and `Refused` with `own-case` for one that
    is locked for the officer, and leaves an entry in the citizen's access log.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        people: People,
        records: RecordService,
        life: CaseLife,
        reading: CaseReading,
        materials: MaterialReading,
    ) -> None:
        self._database = database
        self._clock = clock
        self._people = people
        self._records = records
        self._life = life
        self._reading = reading
        self._materials = materials

    def list_queue(
        self,
        officer: DeskOfficer,
        *,
        mine: bool = False,
        kind: CaseKind | None = None,
        state: State | None = None,
        overdue: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> Sequence[QueueEntry]:
        """List the cases that wait for an officer, the earliest deadline first, without the locked ones.

        `after` is the number of the last case of the page before; raises `Conflict` with `queue-moved` where
        that has closed meanwhile. No name, no ID number, no search.
        """
        order = tuple_(Case.due_on, Case.number)
        query = select(Case).where(
            Case.state.in_(WAITING_FOR_THE_DESK), Case.subject_index.not_in(officer.locked_subjects)
        )
        if mine:
            query = query.where(Case.assigned_to == officer.id)
        if kind is not None:
            query = query.where(Case.kind == kind)
        if state is not None:
            query = query.where(Case.state == state)
        if overdue:
            query = query.where(Case.due_on < city_date(self._clock.now()))
        with self._database.reading() as session:
            if after is not None:
                last = get_case(session, after)
                if last.due_on is None:
                    raise Conflict(
                        "queue-moved",
                        zh="列表刚刚有变化，请从头查看。",
                        en="The list has changed meanwhile; please begin again.",
                    )
                query = query.where(order > tuple_(last.due_on, last.number))
            rows = session.scalars(
                query.order_by(Case.due_on, Case.number).limit(min(limit, _LONGEST_PAGE))
            ).all()
            return [self._reading.queue_entry(row) for row in rows]

    def list_templates(self) -> Sequence[ReasonTemplate]:
        """List the reasons of the rules in force today, each with the event that it fits."""
        return tuple(self._life.policy_today().templates.values())

    def get_case(self, officer: DeskOfficer, number: str) -> DeskCase:
        """Return a case with everything: record, words, materials, steps, and the events possible now."""
        with self._database.transaction() as session:
            case = get_case(session, number)
            officer.require_free(case)
            return self._look(session, case, officer)

    def take(
        self, officer: DeskOfficer, number: str, *, version: int, request_key: str | None = None
    ) -> DeskCase:
        """Assign the case to the officer; raises `Conflict` with `case-assigned` while another has it."""
        wish = Decision(Event.TAKE, version)
        with self._database.transaction() as session:
            case = self._hold(session, officer, number)
            if self._was_done(session, officer, case, wish, request_key):
                return self._look(session, case, officer)
            if case.assigned_to not in (None, officer.id):
                raise Conflict(
                    "case-assigned",
                    zh="另一位经办人正在办理这个案件。",
                    en="Another officer has this case.",
                )
            return self._move(session, case, officer, wish)

    def release(
        self, officer: DeskOfficer, number: str, *, version: int, request_key: str | None = None
    ) -> DeskCase:
        """Give the case back to the queue; raises `Conflict` with `case-not-yours`."""
        return self.decide(officer, number, Decision(Event.RELEASE, version), request_key)

    def decide(
        self, officer: DeskOfficer, number: str, decision: Decision, request_key: str | None = None
    ) -> DeskCase:
        """Take a step: forward, check, extend, decide, ask for materials, accept, propose, and so on.

        The four-eyes second approval is a step too (`approve`, `send_back`): it needs another officer than
        the one who proposed, and no assignment. A review needs another officer than the one who decided.
        Raises `Conflict` with `case-not-yours` without `take`, with `case-moved` for an old version, with
        `move-not-possible` for a step that the state does not allow; `Refused` with `second-officer-needed`
        or `another-officer-needed`; `Invalid` without a reason where one is due.
        """
        with self._database.transaction() as session:
            case = self._hold(session, officer, number)
            if self._was_done(session, officer, case, decision, request_key):
                return self._look(session, case, officer)
            if _party_of(case, decision.event) is Party.OFFICER:
                _require_assigned(case, officer)
            return self._move(session, case, officer, decision)

    def read_material(self, officer: DeskOfficer, number: str, material_id: str) -> MaterialContent:
        """Return one material of the case, decrypted, with its media type and a harmless file name."""
        with self._database.transaction() as session:
            case = get_case(session, number)
            officer.require_free(case)
            row = self._materials.note_reading(session, case, material_id, officer.actor)
        return self._materials.open(row)

    def _hold(self, session: Session, officer: DeskOfficer, number: str) -> Case:
        case = hold_case(session, number)
        officer.require_free(case)
        return case

    def _was_done(
        self, session: Session, officer: DeskOfficer, case: Case, decision: Decision, request_key: str | None
    ) -> bool:
        """Tell whether an earlier request of this key took the very step; else note it with the step."""
        digest, now = digest_of("decision", case.id, decision), self._clock.now()
        earlier = make_once(session, caller=officer.id, key=request_key, digest=digest, made=case.id, at=now)
        return earlier is not None

    def _move(self, session: Session, case: Case, officer: DeskOfficer, decision: Decision) -> DeskCase:
        wish = Wish(decision.event, decision.template, decision.words, decision.corrections)
        mover = Mover(_party_of(case, decision.event), officer.actor)
        self._life.move(session, case, wish, mover, version=decision.version)
        return self._view(session, case, officer)

    def _look(self, session: Session, case: Case, officer: DeskOfficer) -> DeskCase:
        """Show the case, with an entry of its own in the log."""
        at, number = self._clock.now(), case.number
        record_access(session, case.citizen_id, officer.actor, "case.viewed", at=at, object_id=number)
        return self._view(session, case, officer)

    def _view(self, session: Session, case: Case, officer: DeskOfficer) -> DeskCase:
        facts = self._life.facts(session, case, officer.id)
        machine, state = MACHINES[CaseKind(case.kind)], State(case.state)
        events = [
            move.event
            for party in _DESK_PARTIES
            for move in machine.find_moves(state, party, facts)
            if party is Party.SECOND_OFFICER or _is_allowed(case, officer, move.event)
        ]
        person = self._people.get_proven(session, case.citizen_id)
        return DeskCase(
            view=self._reading.view(session, case),
            record=with_masked_name(self._records.find_view(session, case.subject_index, case.record_id)),
            masked_name=mask_name(person.name),
            masked_id_number=mask_all_but_two(person.id_number),
            is_of_person=case.subject_index == person.id_index,
            is_serious=case.is_serious,
            assigned_to=case.assigned_to,
            proposed_by=case.proposed_by,
            decided_by=case.decided_by,
            duty_done_on=case.duty_done_on,
            commitment_version=case.commitment_version,
            steps=self._reading.steps(session, case),
            events=events,
        )


def _is_allowed(case: Case, officer: DeskOfficer, event: Event) -> bool:
    """Tell whether the assignment allows it: taking what is free, all else with what is theirs."""
    if event is Event.TAKE:
        return case.assigned_to is None
    return case.assigned_to == officer.id


def _party_of(case: Case, event: Event) -> Party:
    """Return as which party an officer takes this step."""
    moves = MACHINES[CaseKind(case.kind)].moves
    is_second = any(
        move.event is event and case.state in move.sources and Party.SECOND_OFFICER in move.who
        for move in moves
    )
    return Party.SECOND_OFFICER if is_second else Party.OFFICER


def _require_assigned(case: Case, officer: DeskOfficer) -> None:
    if case.assigned_to != officer.id:
        raise Conflict(
            "case-not-yours",
            zh="请先接手这个案件，再办理。",
            en="Please take the case first.",
            assigned=case.assigned_to is not None,
        )
