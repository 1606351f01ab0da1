"""What a case looks like: to its citizen, to the desk, and in the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.identity.id_number import mask_name
from backend.platform.clock import Clock, city_date
from backend.platform.field_encryption import FieldCipher
from backend.records.details import SUBJECT_NAME
from backend.records.service import RecordView
from backend.redress.case_keys import cipher_that_opens
from backend.redress.citizens_words import name_context, open_words
from backend.redress.corrections import Corrections, open_content
from backend.redress.deadlines import DECISIONS, due_on, step_that_applies, working_days_left
from backend.redress.events import CaseKind, DueStep, Event, Party, State
from backend.redress.life import CaseLife
from backend.redress.machines import MACHINES
from backend.redress.models import Case, CaseStep, Material
from backend.redress.policy import RedressPolicy, Said
from backend.redress.words import DUE_STEPS, GO_ON, HAPPENED, SILENT_EVENTS, STATES

_FULLY_UPHELD = (Event.UPHOLD_CORRECTED, Event.UPHOLD_WITHDRAWN)
_UNDECIDED = (
    State.FILED,
    State.CHECKING,
    State.AT_SOURCE,
    State.ANSWERED,
    State.APPLIED,
    State.ACCEPTED,
    State.AWAITING_SECOND,
)


@dataclass(frozen=True)
class MaterialView:
    """A material by its facts; the content is read on its own."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    added_at: datetime
    is_removed: bool


@dataclass(frozen=True)
class StepView:
    """A step in words: what happened, the reason given, and what was added to it."""

    version: int
    at: datetime
    event: Event
    party: Party
    actor_name: str
    said: Said
    reason: Said | None
    words: str
    position: str | None
    corrections: Corrections | None
    due_on: date | None


@dataclass(frozen=True)
class Deadline:
    """A deadline as citizen and officer both see it, with where its length comes from, and why from there.

    `working_days_left` are those after today; as a negative number those since it was over.
    """

    step: DueStep
    said: Said
    due_on: date
    is_late: bool
    working_days_left: int
    source: Said
    reason: Said | None


@dataclass(frozen=True)
class CaseView:
    """A case as its citizen sees it; `events` are what the citizen may do now.

    `decision_deadline` is the last day for the decision, whatever comes before it; None once there is one,
    and while the case waits for its citizen.
    """

    id: str
    number: str
    kind: CaseKind
    record_id: str
    reason: str
    words: str
    state: State
    state_said: Said
    outcome: Event | None
    version: int
    opened_at: datetime
    deadline: Deadline | None
    decision_deadline: Deadline | None
    steps: Sequence[StepView]
    go_on: Sequence[Said]
    materials: Sequence[MaterialView]
    events: Sequence[Event]
    no_fee: Said


@dataclass(frozen=True)
class QueueEntry:
    """A line of the queue: nothing that names a person."""

    number: str
    kind: CaseKind
    item_id: str
    department: str
    reason: str
    state: State
    state_said: Said
    opened_at: datetime
    deadline: Deadline | None
    is_serious: bool
    is_escalated: bool
    assigned_to: str | None
    version: int


@dataclass(frozen=True)
class DeskCase:
    """A case with everything; `record` is None once it was deleted, `events` what this officer may do.

    `is_of_person`: the record's source delivered it under the very ID number that the person has proven.
    """

    view: CaseView
    record: RecordView | None
    masked_name: str
    masked_id_number: str
    is_of_person: bool
    is_serious: bool
    assigned_to: str | None
    proposed_by: str | None
    decided_by: str | None
    duty_done_on: date | None
    commitment_version: str | None
    steps: Sequence[StepView]
    events: Sequence[Event]


class CaseReading:
    """Turns rows into views inside the caller's session."""

    def __init__(self, clock: Clock, cipher: FieldCipher, life: CaseLife) -> None:
        self._clock = clock
        self._cipher = cipher
        self._life = life

    def view(self, session: Session, case: Case) -> CaseView:
        """Return the case as its citizen sees it."""
        session.flush()
        policy, kind, state = self._life.policy_of(case), CaseKind(case.kind), State(case.state)
        facts = self._life.facts(session, case, case.citizen_id)
        moves = MACHINES[kind].find_moves(state, Party.CITIZEN, facts)
        outcome = Event(case.outcome) if case.outcome else None
        steps = self.steps(session, case)
        return CaseView(
            id=case.id,
            number=case.number,
            kind=kind,
            record_id=case.record_id,
            reason=case.reason,
            words=open_words(self._cipher, case),
            state=state,
            state_said=STATES[state],
            outcome=outcome,
            version=case.version,
            opened_at=case.opened_at,
            deadline=self._deadline(case, policy),
            decision_deadline=self._decision_deadline(case, policy),
            steps=[step for step in steps if step.event not in SILENT_EVENTS],
            go_on=() if outcome in _FULLY_UPHELD else GO_ON.get((kind, state), ()),
            materials=self.materials(session, case),
            events=[move.event for move in moves],
            no_fee=policy.no_fee,
        )

    def queue_entry(self, case: Case) -> QueueEntry:
        """Return the case as a line of the queue."""
        state = State(case.state)
        return QueueEntry(
            number=case.number,
            kind=CaseKind(case.kind),
            item_id=case.item_id,
            department=case.department,
            reason=case.reason,
            state=state,
            state_said=STATES[state],
            opened_at=case.opened_at,
            deadline=self._deadline(case, self._life.policy_of(case)),
            is_serious=case.is_serious,
            is_escalated=case.is_escalated,
            assigned_to=case.assigned_to,
            version=case.version,
        )

    def steps(self, session: Session, case: Case) -> Sequence[StepView]:
        """Return every step, the first one first."""
        policy = self._life.policy_of(case)
        # The key comes with the steps: the case may have been read before its first step with words.
        rows = session.execute(
            select(CaseStep, Case.key_encrypted)
            .join(Case, Case.id == CaseStep.case_id)
            .where(CaseStep.case_id == case.id)
            .order_by(CaseStep.version)
        ).all()
        cipher = cipher_that_opens(self._cipher, case.id, rows[0].key_encrypted if rows else None)
        return [_step(cipher, row.CaseStep, policy) for row in rows]

    def materials(self, session: Session, case: Case) -> Sequence[MaterialView]:
        """Return the case's materials in the order in which they were added."""
        rows = session.scalars(
            select(Material).where(Material.case_id == case.id).order_by(Material.sequence)
        ).all()
        return [self.material(row) for row in rows]

    def material(self, row: Material) -> MaterialView:
        """Return the facts of a material."""
        return MaterialView(
            id=row.id,
            name=self._cipher.decrypt(row.name_encrypted, name_context(row.id)),
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256.hex(),
            scan=row.scan,
            added_at=row.added_at,
            is_removed=row.removed_at is not None,
        )

    def _deadline(self, case: Case, policy: RedressPolicy) -> Deadline | None:
        if case.due_on is None or case.due_step is None:
            return None
        return self._deadline_of(DueStep(case.due_step), case.due_on, policy)

    def _decision_deadline(self, case: Case, policy: RedressPolicy) -> Deadline | None:
        if case.state not in _UNDECIDED:
            return None
        kind, opened_on = CaseKind(case.kind), city_date(case.opened_at)
        step = step_that_applies(DECISIONS[kind], kind, case.reason, is_extended=case.is_extended)
        due = due_on(policy, step, opened_on=opened_on, moved_on=opened_on)
        return self._deadline_of(step, due, policy)

    def _deadline_of(self, step: DueStep, due: date, policy: RedressPolicy) -> Deadline:
        rule, today = policy.steps[step], city_date(self._clock.now())
        left = working_days_left(due, today)
        return Deadline(step, DUE_STEPS[step], due, today > due, left, rule.source, rule.reason)


def with_masked_name(view: RecordView | None) -> RecordView | None:
    """Return a record as the desk sees it: the name that its department wrote is masked."""
    if view is None or SUBJECT_NAME not in view.details:
        return view
    return replace(view, details={**view.details, SUBJECT_NAME: mask_name(str(view.details[SUBJECT_NAME]))})


def _step(cipher: FieldCipher, row: CaseStep, policy: RedressPolicy) -> StepView:
    event = Event(row.event)
    content = open_content(cipher, row.content_encrypted, row.case_id, row.version)
    template = policy.templates.get(row.template) if row.template else None
    return StepView(
        version=row.version,
        at=row.at,
        event=event,
        party=Party(row.party),
        actor_name=row.actor_name,
        said=HAPPENED[event],
        reason=template.said if template else None,
        words=content.words,
        position=row.position,
        corrections=content.corrections,
        due_on=row.due_on,
    )
