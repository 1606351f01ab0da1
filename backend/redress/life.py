"""The one way in which a case moves: by a line of its machine, with its step, its effect and its message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access, the_citizen
from backend.audit.telling import News, Telling
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock, city_date
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.platform.field_encryption import FieldCipher
from backend.records.models import CreditRecord
from backend.redress.case_keys import cipher_that_seals
from backend.redress.corrections import Content, Corrections, require_short, seal_content
from backend.redress.deadlines import due_on, step_that_applies
from backend.redress.effects import RecordEffects
from backend.redress.events import CaseKind, DueStep, Effect, Event, Party, State
from backend.redress.machine import CaseFacts, Machine, Move
from backend.redress.machines import MACHINES
from backend.redress.models import Case, CaseStep, Material
from backend.redress.numbers import read_number
from backend.redress.policy import RedressPolicies, RedressPolicy
from backend.redress.words import action_of

SYSTEM = Actor("system", "redress", "市民诚信卡")
_DECIDING = (
    Event.UPHOLD_CORRECTED,
    Event.UPHOLD_WITHDRAWN,
    Event.UPHOLD_PARTLY,
    Event.REJECT,
    Event.NOT_ACCEPT,
    Event.GRANT,
    Event.REFUSE,
)
_OFF_THE_RECORD = (Effect.CORRECT, Effect.TAKE_OFF)


@dataclass(frozen=True)
class Mover:
    """Who moves a case, and as which party."""

    party: Party
    actor: Actor


@dataclass(frozen=True)
class Wish:
    """What shall happen, with the reason and the content that belong to it."""

    event: Event
    template: str | None = None
    words: str = ""
    corrections: Corrections | None = None
    position: str | None = None


def by_citizen(citizen_id: str) -> Mover:
    """Return the citizen of a case as the one who moves it."""
    return Mover(Party.CITIZEN, the_citizen(citizen_id))


BY_CLOCK = Mover(Party.CLOCK, SYSTEM)


class CaseLife:
    """Moves cases inside the caller's transaction."""

    def __init__(
        self,
        clock: Clock,
        cipher: FieldCipher,
        policies: RedressPolicies,
        effects: RecordEffects,
        telling: Telling,
    ) -> None:
        self._clock = clock
        self._cipher = cipher
        self._policies = policies
        self._effects = effects
        self._telling = telling

    def policy_of(self, case: Case) -> RedressPolicy:
        """Return the edition by which the case is judged."""
        return self._policies.edition(case.edition)

    def policy_today(self) -> RedressPolicy:
        """Return the edition in force for a case that is opened now."""
        return self._policies.in_force_on(city_date(self._clock.now()))

    def months_kept(self, edition: str) -> int:
        """Return for how long an edition keeps materials after the end of a case."""
        return self._policies.edition(edition).keep_materials_months

    def facts(self, session: Session, case: Case, actor_id: str) -> CaseFacts:
        """Return what guards may know."""
        return CaseFacts(
            actor_id=actor_id,
            today=city_date(self._clock.now()),
            due_on=case.due_on,
            is_extended=case.is_extended,
            is_reviewed=case.is_reviewed,
            was_asked=case.was_asked,
            is_complete=_is_complete(session, case),
            is_serious=case.is_serious,
            is_reminded=case.is_reminded,
            is_escalated=case.is_escalated,
            proposed_by=case.proposed_by,
            decided_by=case.decided_by,
        )

    def move(
        self, session: Session, case: Case, wish: Wish, mover: Mover, *, version: int | None = None
    ) -> Case:
        """Take the step; the caller holds the case's row.

        Raises `Conflict` with `case-moved` where the case is no longer at `version`, what `get_move` and the
        effect raise, and `Invalid` where the reason is missing, unknown or too long.
        """
        if version is not None and version != case.version:
            raise Conflict(
                "case-moved",
                zh="案件刚刚有了新进展，请刷新后再操作。",
                en="The case has moved on meanwhile; please look at it again.",
                version=case.version,
            )
        machine = MACHINES[CaseKind(case.kind)]
        facts = self.facts(session, case, mover.actor.id)
        move = machine.get_move(State(case.state), wish.event, mover.party, facts)
        self._require_reason(case, move, wish)
        now = self._clock.now()
        if move.effect is not None:
            self._effects.apply(session, case, move.effect, wish.corrections, now)
        self._step(session, case, machine, move, wish, mover, now)
        if move.effect in _OFF_THE_RECORD:
            self._settle_repairs(session, case)
        return case

    def _require_reason(self, case: Case, move: Move, wish: Wish) -> None:
        require_short(wish.words)
        if wish.template is not None:
            self.policy_of(case).get_template(wish.template, wish.event)
        elif move.needs_reason and not wish.words.strip():
            raise Invalid(
                "reason-missing",
                zh="请选择理由或写明理由：当事人会看到。",
                en="Please give a reason: the person concerned reads it.",
            )

    def _step(
        self,
        session: Session,
        case: Case,
        machine: Machine,
        move: Move,
        wish: Wish,
        mover: Mover,
        now: datetime,
    ) -> None:
        former = case.state
        _note(case, move.event, mover, now)
        case.state = machine.state_after(State(former), move)
        case.version += 1
        if case.state in machine.final:
            case.due_step, case.due_on, case.closed_at = None, None, now
        elif move.due is not None:
            self._begin(case, move.due, city_date(now))
        session.add(
            CaseStep(
                case_id=case.id,
                version=case.version,
                at=now,
                event=move.event,
                from_state=former,
                to_state=case.state,
                party=mover.party,
                actor_id=mover.actor.id,
                actor_name=mover.actor.name,
                template=wish.template,
                position=wish.position,
                content_encrypted=self._seal(case, Content(wish.words, wish.corrections)),
                due_on=case.due_on,
            )
        )
        session.flush()
        action, whose = action_of(CaseKind(case.kind), move.event), case.citizen_id
        record_access(
            session, whose, mover.actor, action, at=now, object_id=case.number, outcome=case.outcome
        )
        if mover.party is not Party.CITIZEN:
            self._telling.tell(session, News(whose, action, now, case.outcome))

    def _seal(self, case: Case, content: Content) -> bytes | None:
        if content.is_empty:
            return None
        return seal_content(cipher_that_seals(self._cipher, case), content, case.id, case.version)

    def _begin(self, case: Case, due: DueStep, today: date) -> None:
        """Begin a deadline."""
        step = step_that_applies(due, CaseKind(case.kind), case.reason, is_extended=case.is_extended)
        policy, opened_on = self.policy_of(case), city_date(case.opened_at)
        case.due_step, case.due_on = step, due_on(policy, step, opened_on=opened_on, moved_on=today)
        case.is_reminded = case.is_escalated = False

    def _settle_repairs(self, session: Session, case: Case) -> None:
        """End what asks for the repair of a record that no longer stands."""
        machine = MACHINES[CaseKind.REPAIR]
        repairs = session.scalars(
            select(Case)
            .where(
                Case.citizen_id == case.citizen_id,
                Case.record_id == case.record_id,
                Case.kind == CaseKind.REPAIR,
                Case.state.not_in(machine.final),
            )
            .order_by(Case.id)
            .with_for_update()
        )
        for repair in repairs.all():
            self.move(session, repair, Wish(Event.SETTLED_OTHERWISE), BY_CLOCK)


def hold_case(
    session: Session, reference: str, *, citizen_id: str | None = None, kind: CaseKind | None = None
) -> Case:
    """Return what `get_case` does, held until the commit; the citizen is held first, as everywhere."""
    case = get_case(session, reference, citizen_id=citizen_id, kind=kind)
    hold_citizen(session, case.citizen_id)
    return session.get_one(Case, case.id, with_for_update=True, populate_existing=True)


def get_case(
    session: Session, reference: str, *, citizen_id: str | None = None, kind: CaseKind | None = None
) -> Case:
    """Return the case with this id or number; raises `NotFound`, also for another citizen's or kind's."""
    either = or_(Case.id == reference, Case.number == read_number(reference))
    case = session.scalar(select(Case).where(either))
    is_theirs = case is not None and citizen_id in (None, case.citizen_id) and kind in (None, case.kind)
    if case is None or not is_theirs:
        raise case_not_found()
    return case


def case_not_found() -> NotFound:
    """Return the answer to a case that is not there, or not the caller's."""
    return NotFound(
        "case-not-found",
        zh="没有这个案件，请核对受理编号。",
        en="There is no such case; please check the number.",
    )


def _is_complete(session: Session, case: Case) -> bool:
    """Tell whether the record shows the duty as done, or a proof was added."""
    if case.kind != CaseKind.REPAIR:
        return True
    record = session.get(CreditRecord, (case.subject_index, case.record_id))
    if record is not None and record.duty_fulfilled_on is not None:
        return True
    proof = exists().where(Material.case_id == case.id, Material.removed_at.is_(None))
    return bool(session.scalar(select(proof)))


_FLAG_OF = {
    Event.EXTEND: "is_extended",
    Event.ASK_MATERIALS: "was_asked",
    Event.ASK_REVIEW: "is_reviewed",
    Event.REMIND: "is_reminded",
    Event.ESCALATE: "is_escalated",
}
# A review, and a case that is late, is free for another officer.
_FREEING = (Event.RELEASE, Event.ASK_REVIEW, Event.ESCALATE)


def _note(case: Case, event: Event, mover: Mover, now: datetime) -> None:
    """Note in the case what later guards ask for."""
    if event in _FLAG_OF:
        setattr(case, _FLAG_OF[event], True)
    if event in _FREEING:
        case.assigned_to = None
    elif event is Event.TAKE:
        case.assigned_to = mover.actor.id
    elif event in (Event.PROPOSE_GRANT, Event.SEND_BACK):
        case.proposed_by = mover.actor.id if event is Event.PROPOSE_GRANT else None
    elif event in _DECIDING or event is Event.APPROVE:
        case.outcome = Event.GRANT if event is Event.APPROVE else event
        case.decided_by, case.decided_at = mover.actor.id, now
