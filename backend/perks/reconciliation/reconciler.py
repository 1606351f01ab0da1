"""Going through an operator's and our own side, page by page.

A step asks the operator for one page, outside any transaction, and keeps what it found together with where it
has come to: a round that is cut off goes on from there, and a step that two workers make counts once. No more
than a page of either side is ever in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.cards.operators import Operator, Operators
from backend.cards.ports import Busy, CardOperator, HeldPage, RefusedByOperator, Unknown, Unsupported
from backend.perks.reconciliation import held, rounds
from backend.perks.reconciliation.asking import Asking
from backend.perks.reconciliation.comparison import Theirs, compare
from backend.perks.reconciliation.keys import Keys
from backend.perks.reconciliation.models import Phase, ReconciliationRound, RoundKind
from backend.perks.reconciliation.ours import OurPage, OurSide
from backend.platform.clock import Clock
from backend.platform.database import Database

PAGE = 200
_MOST_STEPS = 200_000
_ASKED_AT_ONCE = 20


@dataclass(frozen=True)
class Progress:
    """How a round stands; `obstacle` where the operator did not answer just now."""

    round_id: str
    steps: int
    is_over: bool
    obstacle: Busy | Unknown | None = None


class Reconciler:
    """Takes the steps of rounds; safe to share among threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        our_side: OurSide,
        asking: Asking,
        keys: Keys,
        catalogue: Operators,
        operators: Mapping[str, CardOperator],
    ) -> None:
        self._database = database
        self._clock = clock
        self._our_side = our_side
        self._asking = asking
        self._keys = keys
        self._catalogue = catalogue
        self._operators = operators

    def begin(self, operator_id: str, kind: RoundKind, begun_by: str) -> str:
        """Return the id of the round that `begun_by` began, now or before; raises `NotFound`."""
        operator = self._catalogue.get(operator_id)
        with self._database.transaction() as session:
            return rounds.begin_or_find(session, operator, kind, begun_by, self._clock.now()).id

    def go_on(self, round_id: str, most_steps: int) -> Progress:
        """Take some steps of a round, until it is over or the operator does not answer."""
        for _ in range(most_steps):
            obstacle = self._step(round_id)
            progress = self._progress(round_id, obstacle)
            if progress.is_over or obstacle is not None:
                return progress
        return self._progress(round_id, None)

    def abandon(self, round_id: str, trouble: str) -> None:
        """End a round before its end."""
        with self._database.transaction() as session:
            rounds.end(session, _held_round(session, round_id), self._clock.now(), trouble)

    def _progress(self, round_id: str, obstacle: Busy | Unknown | None) -> Progress:
        with self._database.reading() as session:
            of = session.get_one(ReconciliationRound, round_id)
            return Progress(of.id, of.steps, of.ended_at is not None, obstacle)

    def _step(self, round_id: str) -> Busy | Unknown | None:
        with self._database.reading() as session:
            of = session.get_one(ReconciliationRound, round_id)
        operator = self._catalogue.get(of.operator)
        if of.steps >= _MOST_STEPS:
            self.abandon(round_id, "the operator's list does not end")
        elif of.phase in (Phase.CHANGES, Phase.LISTING):
            return self._step_through_list(of, operator)
        elif of.phase == Phase.READING:
            return self._step_by_asking(of)
        elif of.phase in (Phase.OURS, Phase.REST):
            with self._database.transaction() as session:
                current = _held_round(session, of.id)
                if _take_turn(current, of.steps):
                    self._compare_kept(session, current, operator)
        return None

    def _step_through_list(self, of: ReconciliationRound, operator: Operator) -> Busy | Unknown | None:
        page = self._operators[operator.id].list_held(of.changed_since, of.place)
        if isinstance(page, Busy | Unknown):
            return page
        now = self._clock.now()
        with self._database.transaction() as session:
            current = _held_round(session, of.id)
            if not _take_turn(current, of.steps):
                return None
            if isinstance(page, HeldPage):
                self._take_page(session, current, operator, page, now)
            elif isinstance(page, Unsupported) and of.phase == Phase.LISTING:
                current.phase, current.place = Phase.READING, None
            else:
                rounds.end(session, current, now, _trouble_of(page))
        return None

    def _take_page(
        self, session: Session, of: ReconciliationRound, operator: Operator, page: HeldPage, now: datetime
    ) -> None:
        theirs = [self._keys.theirs(operator, one) for one in page.items]
        if of.phase == Phase.LISTING:
            held.keep(session, of.id, theirs)
        else:
            self._compare_theirs(session, of, theirs, now)
        if page.next_cursor is not None and page.next_cursor == of.place:
            rounds.end(session, of, now, "the operator's list stands still")
        elif page.next_cursor is not None:
            of.place = page.next_cursor
        elif of.phase == Phase.LISTING:
            of.phase, of.place = Phase.OURS, None
        else:
            rounds.end(session, of, now)

    def _step_by_asking(self, of: ReconciliationRound) -> Busy | Unknown | None:
        """Compare a page of ours by reading each at its operator."""
        with self._database.reading() as session:
            page = self._our_side.page_in_force(session, of, self._clock.now(), _ASKED_AT_ONCE)
            questions = self._asking.prepare(session, page.grants)
        answers = self._asking.ask(self._operators[of.operator], questions)
        if isinstance(answers, Busy | Unknown):
            return answers
        now = self._clock.now()
        with self._database.transaction() as session:
            current = _held_round(session, of.id)
            if _take_turn(current, of.steps):
                asked = self._our_side.find(session, current, now, answers.asked)
                self._compare(session, current, OurPage(asked, page.place), answers.theirs, now)
        return None

    def _compare_kept(self, session: Session, of: ReconciliationRound, operator: Operator) -> None:
        now = self._clock.now()
        if of.phase == Phase.OURS:
            page = self._page_of_ours(session, of, operator, now)
            theirs = held.take(session, of.id, [one.ours.key for one in page.grants])
            self._compare(session, of, page, theirs, now)
            return
        theirs = held.take_some(session, of.id, PAGE)
        if operator.keeping.knows_entitlements:
            self._compare_theirs(session, of, theirs, now)
        elif theirs:
            of.compared += len(theirs)
            rounds.write_down_unnamed(session, of, len(theirs), now)
        if len(theirs) < PAGE:
            rounds.end(session, of, now)

    def _page_of_ours(
        self, session: Session, of: ReconciliationRound, operator: Operator, now: datetime
    ) -> OurPage:
        if operator.keeping.knows_entitlements:
            return self._our_side.page_in_force(session, of, now, PAGE)
        return self._our_side.page_of_accounts(session, of, now, PAGE)

    def _compare(
        self,
        session: Session,
        of: ReconciliationRound,
        page: OurPage,
        theirs: Sequence[Theirs],
        now: datetime,
    ) -> None:
        """Compare a page of ours with all that is held of it, and go to the next."""
        found = list(compare([one.ours for one in page.grants], theirs, is_whole=True))
        rounds.write_down(session, of, found, page.grants, now)
        of.compared += len(page.grants)
        of.place = page.place
        if page.place is None and of.phase == Phase.OURS:
            of.phase = Phase.REST
        elif page.place is None:
            rounds.end(session, of, now)

    def _compare_theirs(
        self, session: Session, of: ReconciliationRound, theirs: Sequence[Theirs], now: datetime
    ) -> None:
        ours = self._our_side.find(session, of, now, [one.key for one in theirs])
        found = list(compare([one.ours for one in ours], theirs, is_whole=False))
        rounds.write_down(session, of, found, ours, now)
        of.compared += len({one.key for one in theirs})


def _held_round(session: Session, round_id: str) -> ReconciliationRound:
    return session.get_one(ReconciliationRound, round_id, with_for_update=True)


def _take_turn(of: ReconciliationRound, steps: int) -> bool:
    """Count a step; False where another worker has taken it meanwhile."""
    if of.steps != steps or of.ended_at is not None:
        return False
    of.steps += 1
    return True


def _trouble_of(outcome: RefusedByOperator | Unsupported) -> str:
    return f"refused: {outcome.reason}" if isinstance(outcome, RefusedByOperator) else "unsupported"
