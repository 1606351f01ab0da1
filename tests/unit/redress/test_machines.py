from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.platform.errors import Conflict, Refused
from backend.redress.drawing import draw, tabulate
from backend.redress.events import CaseKind, Event, Guard, Party, State
from backend.redress.machine import GUARDS, CaseFacts
from backend.redress.machines import MACHINES
from backend.redress.policy import parse_redress
from backend.redress.words import HAPPENED, STATES
from config.loading import read_policy
from tests.architecture.our_code import ROOT

TODAY = date(2026, 11, 23)
FACTS = CaseFacts("off_1", TODAY, due_on=TODAY)
KINDS = tuple(MACHINES)
THEIR_OWN_GUARDS = (Guard.OTHER_THAN_PROPOSER, Guard.OTHER_THAN_DECIDER)


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_in_the_document_are_those_of_the_tables(kind: CaseKind) -> None:
    document = (ROOT / "docs/redress.md").read_text(encoding="utf-8")
    assert draw(MACHINES[kind]) in document
    assert tabulate(MACHINES[kind]) in document


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_can_be_reached_and_every_open_one_can_be_left(kind: CaseKind) -> None:
    machine = MACHINES[kind]
    reached, waiting = {State.START}, [State.START]
    while waiting:
        state = waiting.pop()
        following = {move.target or state for move in machine.moves if state in move.sources} - reached
        reached |= following
        waiting += following
    assert reached == set(machine.states)
    leaving = {source for move in machine.moves if move.target is not None for source in move.sources}
    assert leaving == set(machine.states) - machine.final


@pytest.mark.parametrize("kind", KINDS)
def test_a_final_state_knows_no_move(kind: CaseKind) -> None:
    machine = MACHINES[kind]
    for state, event, party in product(machine.final, Event, Party):
        with pytest.raises(Conflict, match="move-not-possible"):
            machine.get_move(state, event, party, FACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_line_of_the_table_is_refused(kind: CaseKind) -> None:
    machine = MACHINES[kind]
    lines = {
        (source, move.event, party) for move in machine.moves for source in move.sources for party in move.who
    }
    refused = [one for one in product(State, Event, Party) if one not in lines]
    for state, event, party in refused:
        with pytest.raises(Conflict, match="move-not-possible"):
            machine.get_move(state, event, party, FACTS)
    assert len(refused) > len(lines)


@pytest.mark.parametrize("kind", KINDS)
def test_two_lines_that_hold_at_once_never_lead_to_different_states(kind: CaseKind) -> None:
    machine = MACHINES[kind]
    for state, party in product(machine.states, Party):
        moves = [
            move for move in machine.moves if state in move.sources and party in move.who and not move.guards
        ]
        assert len({move.event for move in moves}) == len(moves)


def test_every_guard_and_every_word_is_there() -> None:
    used = {guard for machine in MACHINES.values() for move in machine.moves for guard in move.guards}
    assert used <= GUARDS.keys()
    assert set(Event) == HAPPENED.keys()
    assert set(State) == STATES.keys()


def test_every_reason_of_the_rules_fits_a_move_that_asks_for_one_or_ends_well() -> None:
    (edition,) = parse_redress(read_policy("redress")).editions
    moves = {move.event: move for machine in MACHINES.values() for move in machine.moves}
    for template in edition.templates.values():
        assert moves[template.event].needs_reason or template.event is Event.GRANT
    needing = {event for event, move in moves.items() if move.needs_reason}
    assert needing <= {template.event for template in edition.templates.values()}


def test_who_proposed_is_told_that_a_second_officer_is_needed() -> None:
    facts = replace(FACTS, proposed_by="off_1", is_serious=True)
    with pytest.raises(Refused, match="second-officer-needed"):
        MACHINES[CaseKind.REPAIR].get_move(State.AWAITING_SECOND, Event.APPROVE, Party.SECOND_OFFICER, facts)


class AnyCourse(RuleBasedStateMachine):
    """Moves a case at random, by whoever, and holds what must always be so."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.START
        self.facts = FACTS
        self.reviews = self.asked = self.extended = 0
        self.looked_at_twice = True

    @initialize(kind=st.sampled_from(KINDS), is_serious=st.booleans())
    def begin(self, kind: CaseKind, is_serious: bool) -> None:
        self.machine = MACHINES[kind]
        self.facts = replace(FACTS, is_serious=is_serious)

    @rule(
        event=st.sampled_from(Event),
        party=st.sampled_from(Party),
        actor=st.sampled_from(["off_1", "off_2"]),
        late=st.booleans(),
        complete=st.booleans(),
    )
    def try_something(self, event: Event, party: Party, actor: str, late: bool, complete: bool) -> None:
        due = date(2026, 11, 20) if late else TODAY
        facts = replace(self.facts, actor_id=actor, due_on=due, is_complete=complete)
        try:
            move = self.machine.get_move(self.state, event, party, facts)
        except (Conflict, Refused):
            return
        assert self.state in move.sources
        assert party in move.who
        self._note(event, actor)
        self.state = self.machine.state_after(self.state, move)

    def _note(self, event: Event, actor: str) -> None:
        self.reviews += event is Event.ASK_REVIEW
        self.asked += event is Event.ASK_MATERIALS
        self.extended += event is Event.EXTEND
        if event is Event.APPROVE or (event is Event.REJECT and self.state is State.IN_REVIEW):
            first = self.facts.proposed_by if event is Event.APPROVE else self.facts.decided_by
            self.looked_at_twice = self.looked_at_twice and actor != first
        deciding = event.startswith("uphold") or event is Event.REJECT
        self.facts = replace(
            self.facts,
            is_reviewed=self.reviews > 0,
            was_asked=self.asked > 0,
            is_extended=self.extended > 0,
            proposed_by=actor if event is Event.PROPOSE_GRANT else self.facts.proposed_by,
            decided_by=actor if deciding else self.facts.decided_by,
        )

    @invariant()
    def nothing_happens_twice_that_may_happen_once(self) -> None:
        assert max(self.reviews, self.asked, self.extended) <= 1

    @invariant()
    def a_second_look_is_by_somebody_else(self) -> None:
        assert self.looked_at_twice

    @invariant()
    def a_serious_record_is_never_repaired_by_one_alone(self) -> None:
        if self.state is State.GRANTED and self.facts.is_serious:
            assert self.facts.proposed_by is not None


AnyCourse.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestAnyCourse = AnyCourse.TestCase
