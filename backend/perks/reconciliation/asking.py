"""Reading grant by grant at an operator that has no list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.cards.ports import (
    Applied,
    Busy,
    CardOperator,
    EntitlementWish,
    HeldState,
    NotHeld,
    Pending,
    ReadOutcome,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.perks.errands import Errand, Errands
from backend.perks.models import OPEN_STATES
from backend.perks.reconciliation.comparison import Ours, Theirs
from backend.perks.reconciliation.ours import OurGrant

_FAULTS_OF_THE_SETUP = {"operator-misconfigured"}


@dataclass(frozen=True)
class Question:
    """A grant of ours and what to ask about it."""

    ours: Ours
    errand: Errand


@dataclass(frozen=True)
class Answers:
    """The keys of the grants that could be read, and what is held of them."""

    asked: Sequence[str]
    theirs: Sequence[Theirs]


class Asking:
    """Reads grants that rest; what is wished to end or is under way is left to its own message."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands

    def prepare(self, session: Session, grants: Sequence[OurGrant]) -> Sequence[Question]:
        """Return what to ask about the grants that are wanted and at rest."""
        return [
            Question(one.ours, self._errands.make(session, one.grant, EntitlementWish.ACTIVE))
            for one in grants
            if one.ours.at_rest and one.ours.state in OPEN_STATES and self._errands.is_published(one.grant)
        ]

    def ask(self, operator: CardOperator, questions: Sequence[Question]) -> Answers | Busy | Unknown:
        """Ask one after the other; the first question without an answer ends it."""
        asked, theirs = [], []
        for question in questions:
            outcome = operator.read(question.errand.entitlement)
            if isinstance(outcome, Busy | Unknown):
                return outcome
            if not _tells_something(outcome):
                continue
            asked.append(question.ours.key)
            state = _state_in(outcome)
            if state is not None:
                theirs.append(Theirs(question.ours.key, state))
        return Answers(asked, theirs)


def _tells_something(outcome: ReadOutcome) -> bool:
    if isinstance(outcome, RefusedByOperator):
        return outcome.reason not in _FAULTS_OF_THE_SETUP
    return not isinstance(outcome, Unsupported)


def _state_in(outcome: ReadOutcome) -> HeldState | None:
    if isinstance(outcome, Applied):
        return HeldState.ACTIVE
    if isinstance(outcome, Pending):
        return HeldState.PENDING
    return None if isinstance(outcome, NotHeld) else HeldState.REFUSED
