"""Many hands at one desk: five hundred moves upon fifty cases at the same moment."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from backend.domain import Domain
from backend.platform.errors import Conflict, DomainError
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.redress.desk import Decision, DeskOfficer
from backend.redress.events import CaseKind, Event, State
from backend.redress.machines import MACHINES
from backend.redress.models import Case, CaseStep
from tests.builders.citizens import a_citizen, a_record
from tests.builders.redress import CHEN, a_dispute, taken
from tests.integration.perks.together import together

pytestmark = pytest.mark.store
CASES, MOVES, HANDS = 50, 500, 16
OFFICERS = (CHEN, DeskOfficer("off_2", "二"), DeskOfficer("off_3", "三"))
EVENTS = (Event.CHECK, Event.FORWARD, Event.REJECT, Event.UPHOLD_WITHDRAWN, Event.EXTEND)


def a_move(domain: Domain, number: str, citizen_id: str, chance: random.Random) -> Callable[[], object]:
    officer, event, kind = chance.choice(OFFICERS), chance.choice(EVENTS), chance.random()
    desk = domain.redress.desk

    def act() -> object:
        version = desk.get_case(officer, number).view.version
        if kind < 0.3:
            return desk.take(officer, number, version=version)
        if kind < 0.4:
            return desk.release(officer, number, version=version)
        if kind < 0.45:
            return domain.redress.disputes.withdraw(citizen_id, number)
        return desk.decide(officer, number, Decision(event, version, words="已核查"))

    return act


def outcome_of(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return "moved"


def test_five_hundred_moves_at_once_lose_none_and_lead_nowhere_that_is_not_in_the_table(
    domain: Domain,
) -> None:
    people = [a_citizen(domain) for _ in range(CASES)]
    cases = [(a_dispute(domain, one, a_record(domain, one)).number, one.id) for one in people]
    chance = random.Random(7)  # noqa: S311  the same moves in each run
    moves = [a_move(domain, *chance.choice(cases), chance) for _ in range(MOVES)]
    with ThreadPoolExecutor(HANDS) as hands:
        told = Counter(hands.map(outcome_of, moves))
    assert told["moved"] > CASES
    known = {"moved", "case-moved", "move-not-possible", "case-not-yours", "case-assigned"}
    # SQLite has one writer at a time and may ask a hand to come again.
    assert set(told) <= known | {"store-unavailable"}
    _hold_history_against_the_table(domain, told["moved"])


def _hold_history_against_the_table(domain: Domain, moved: int) -> None:
    machine = MACHINES[CaseKind.DISPUTE]
    lines = {(source, move.event, move.target or source) for move in machine.moves for source in move.sources}
    with domain.ground.database.reading() as session:
        rows = session.scalars(select(Case)).all()
        steps = session.scalars(select(CaseStep).order_by(CaseStep.case_id, CaseStep.version)).all()
        states = dict(session.execute(select(CreditRecord.id, CreditRecord.state)).all())
    assert len(steps) == moved + CASES
    for case in rows:
        own = [step for step in steps if step.case_id == case.id]
        assert [step.version for step in own] == list(range(1, case.version + 1))
        assert all((step.from_state, step.event, step.to_state) in lines for step in own)
        assert [step.from_state for step in own[1:]] == [step.to_state for step in own[:-1]]
        assert own[-1].to_state == case.state
        assert states[case.record_id] == _record_state_of(State(case.state))


def _record_state_of(state: State) -> RecordState:
    if state is State.UPHELD:
        return RecordState.WITHDRAWN
    return RecordState.IN_FORCE if state in (State.WITHDRAWN, State.REJECTED) else RecordState.DISPUTED


def test_of_many_decisions_upon_one_version_one_is_taken(domain: Domain) -> None:
    citizen = a_citizen(domain)
    number = a_dispute(domain, citizen, a_record(domain, citizen)).number
    version = taken(domain, number).view.version
    decision = Decision(Event.CHECK, version)
    answers = together([lambda: domain.redress.desk.decide(CHEN, number, decision)] * 8)
    refused = [answer.code for answer in answers if isinstance(answer, Conflict)]
    assert refused == ["case-moved"] * 7
