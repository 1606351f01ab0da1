"""A state machine as data: a table of moves, and the one way to find a move in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backend.platform.errors import Conflict, Refused
from backend.redress.events import CaseKind, DueStep, Effect, Event, Guard, Party, State


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What guards may know of a case, and of whoever wants to move it on which day."""

    actor_id: str
    today: date
    due_on: date | None = None
    is_extended: bool = False
    is_reviewed: bool = False
    was_asked: bool = False
    is_complete: bool = True
    is_serious: bool = False
    is_reminded: bool = False
    is_escalated: bool = False
    proposed_by: str | None = None
    decided_by: str | None = None

    @property
    def is_overdue(self) -> bool:
        """Tell whether the last day of the present deadline is over."""
        return self.due_on is not None and self.today > self.due_on


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a machine: in one of `sources`, `who` may do `event`, if the guards hold; then `target`.

    `target` None keeps the state. `due` names the deadline that begins, None keeps the one that runs and
    a move into a final state ends it. `needs_reason` says that the citizen must be told why.
    """

    event: Event
    sources: tuple[State, ...]
    target: State | None
    who: tuple[Party, ...]
    guards: tuple[Guard, ...] = ()
    due: DueStep | None = None
    effect: Effect | None = None
    needs_reason: bool = False


GUARDS: Mapping[Guard, Callable[[CaseFacts], bool]] = {
    Guard.SOURCE_IS_LATE: lambda facts: facts.is_overdue,
    Guard.IS_OVERDUE: lambda facts: facts.is_overdue,
    Guard.NOT_EXTENDED: lambda facts: not facts.is_extended,
    Guard.NOT_REVIEWED: lambda facts: not facts.is_reviewed,
    Guard.NOT_ASKED: lambda facts: not facts.was_asked,
    Guard.IS_COMPLETE: lambda facts: facts.is_complete,
    Guard.IS_SERIOUS: lambda facts: facts.is_serious,
    Guard.NOT_SERIOUS: lambda facts: not facts.is_serious,
    Guard.OTHER_THAN_PROPOSER: lambda facts: facts.actor_id != facts.proposed_by,
    Guard.OTHER_THAN_DECIDER: lambda facts: facts.actor_id != facts.decided_by,
    Guard.NOT_REMINDED: lambda facts: not facts.is_reminded,
    Guard.NOT_ESCALATED: lambda facts: not facts.is_escalated,
}

# A guard whose refusal is about the person and not about the case.
_ABOUT_THE_PERSON = {
    Guard.OTHER_THAN_PROPOSER: Refused(
        "second-officer-needed",
        zh="严重失信信息的修复须由另一位经办人复核，提出人不能自己复核。",
        en="Granting this repair needs a second officer; the one who proposed it cannot approve it.",
    ),
    Guard.OTHER_THAN_DECIDER: Refused(
        "another-officer-needed",
        zh="复核须换人办理：作出原决定的经办人不能复核自己的决定。",
        en="A review is done by another officer than the one who decided.",
    ),
}


@dataclass(frozen=True)
class Machine:
    """The moves of one kind of case."""

    kind: CaseKind
    moves: tuple[Move, ...]
    final: frozenset[State]

    @property
    def states(self) -> Sequence[State]:
        """Return the states in the order in which the moves name them."""
        named = [state for move in self.moves for state in (*move.sources, move.target) if state is not None]
        return tuple(dict.fromkeys(named))

    def find_moves(self, state: State, party: Party, facts: CaseFacts) -> Sequence[Move]:
        """Return every move that this party could make now."""
        return [
            move
            for move in self.moves
            if state in move.sources and party in move.who and all(GUARDS[one](facts) for one in move.guards)
        ]

    def get_move(self, state: State, event: Event, party: Party, facts: CaseFacts) -> Move:
        """Return the move; raises `Conflict` with `move-not-possible`, or `Refused` for who asks."""
        candidates = [
            move for move in self.moves if move.event is event and state in move.sources and party in move.who
        ]
        for move in candidates:
            if all(GUARDS[one](facts) for one in move.guards):
                return move
        for move in candidates:
            broken = [one for one in move.guards if not GUARDS[one](facts)]
            for guard in broken:
                if guard in _ABOUT_THE_PERSON:
                    raise _copy_of(_ABOUT_THE_PERSON[guard])
        raise Conflict(
            "move-not-possible",
            zh="案件目前的状态不允许这一步，请刷新后再看。",
            en="The case does not allow this step as it stands; please look at it again.",
            state=state,
            event=event,
        )

    def state_after(self, state: State, move: Move) -> State:
        """Return where the move leads."""
        return move.target or state


def _copy_of(refusal: Refused) -> Refused:
    """Return a fresh one: a raised error keeps the traceback of its first time."""
    return Refused(refusal.code, zh=refusal.zh, en=refusal.en)
