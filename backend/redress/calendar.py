"""What the calendar does to cases: reminders before a deadline, reports after it, ends that come by time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result
from backend.platform.working_days import is_working_day
from backend.records.periods import last_day_of_months
from backend.redress.deadlines import remind_on
from backend.redress.events import CaseKind, Event, Party, State
from backend.redress.life import BY_CLOCK, CaseLife, Wish, hold_case
from backend.redress.machines import MACHINES
from backend.redress.material_ports import MaterialStore
from backend.redress.models import Case, Material

_AT_ONCE = 200
_LONGEST_BREAK_DAYS = 14
_ORPHAN_AGE = timedelta(days=1)
_ENDING = (Event.CLOSE, Event.LAPSE)


@dataclass(frozen=True)
class CalendarRun:
    """How many cases were reminded of, reported as late, and ended; how many materials were deleted."""

    reminded: int
    escalated: int
    ended: int
    removed: int


class RedressCalendar:
    """Moves cases by the clock; each in its own transaction, any worker may, again changes nothing."""

    def __init__(self, database: Database, clock: Clock, life: CaseLife, store: MaterialStore) -> None:
        self._database = database
        self._clock = clock
        self._life = life
        self._store = store

    def deliver(self, _claim: Claim) -> Result:
        """Do what is due, as the handler of a daily schedule."""
        self.run()
        return Delivered()

    def run(self) -> CalendarRun:
        """Do all that is due; reminders and reports only on working days."""
        today = city_date(self._clock.now())
        works = is_working_day(today)
        late = Case.due_on < today
        ended = sum(self._move_all(event, late) for event in _ENDING)
        escalated = self._move_all(Event.ESCALATE, late, Case.is_escalated.is_(False)) if works else 0
        near = (Case.due_on <= today + timedelta(days=_LONGEST_BREAK_DAYS), Case.due_on >= today)
        reminded = (
            self._move_all(Event.REMIND, *near, Case.is_reminded.is_(False), is_due=self._is_near)
            if works
            else 0
        )
        return CalendarRun(reminded, escalated, ended, self._remove_materials(today) + self._sweep())

    def _is_near(self, case: Case, today: date) -> bool:
        before = self._life.policy_of(case).remind_before
        return case.due_on is not None and remind_on(case.due_on, before) <= today

    def _move_all(
        self,
        event: Event,
        *which: ColumnElement[bool],
        is_due: Callable[[Case, date], bool] | None = None,
    ) -> int:
        """Move every case that the clock may move so; each is looked at again once it is held."""
        states = {
            state
            for machine in MACHINES.values()
            for move in machine.moves
            for state in move.sources
            if move.event is event and Party.CLOCK in move.who
        }
        with self._database.reading() as session:
            query = select(Case.id).where(Case.state.in_(states), *which).order_by(Case.due_on, Case.id)
            found = session.scalars(query).all()
        return sum(self._move_one(case_id, event, is_due) for case_id in found)

    def _move_one(self, case_id: str, event: Event, is_due: Callable[[Case, date], bool] | None) -> bool:
        with self._database.transaction() as session:
            case = hold_case(session, case_id)
            facts = self._life.facts(session, case, BY_CLOCK.actor.id)
            moves = MACHINES[CaseKind(case.kind)].find_moves(State(case.state), Party.CLOCK, facts)
            is_possible = any(move.event is event for move in moves)
            if not is_possible or (is_due is not None and not is_due(case, facts.today)):
                return False
            self._life.move(session, case, Wish(event), BY_CLOCK)
            return True

    def _remove_materials(self, today: date) -> int:
        """Delete the content of materials whose case ended long ago: the content first, then the note."""
        with self._database.reading() as session:
            rows = session.execute(
                select(Material.id, Case.edition, Case.closed_at)
                .join(Case, Case.id == Material.case_id)
                .where(Material.removed_at.is_(None), Case.closed_at.is_not(None))
                .order_by(Case.closed_at)
                .limit(_AT_ONCE)
            ).all()
        over = [
            material_id
            for material_id, edition, closed_at in rows
            if closed_at is not None
            and last_day_of_months(city_date(closed_at), self._life.months_kept(edition)) < today
        ]
        for material_id in over:
            self._store.remove(material_id)
            with self._database.transaction() as session:
                session.execute(
                    update(Material).where(Material.id == material_id).values(removed_at=self._clock.now())
                )
        return len(over)

    def _sweep(self) -> int:
        """Delete stored content to which no row belongs: its upload broke off."""
        removed = 0
        for material_id in self._store.list_older_than(self._clock.now() - _ORPHAN_AGE):
            with self._database.reading() as session:
                is_known = _is_known(session, material_id)
            if not is_known:
                self._store.remove(material_id)
                removed += 1
        return removed


def _is_known(session: Session, material_id: str) -> bool:
    known = select(Material.id).where(Material.id == material_id, Material.removed_at.is_(None))
    return session.scalar(known) is not None
