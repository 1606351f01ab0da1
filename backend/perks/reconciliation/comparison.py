"""What differs between our grants and what an operator holds: a pure function of the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.cards.ports import HeldState
from backend.perks.models import OPEN_STATES, GrantState


class DifferenceKind(StrEnum):
    """How the two differ, and what follows.

    `missing`: wanted, and not held: put. `extra`: held, although it is over here: ended. `refused`: wanted,
    and refused or ended there: the citizen is told. `revision`: wanted, and held under another revision: put
    or raised. `unsettled`: one side has yet to hear of the other's step: read. `unknown`: held, and never
    granted here: only reported.
    """

    MISSING = "missing"
    EXTRA = "extra"
    REFUSED = "refused"
    REVISION = "revision"
    UNSETTLED = "unsettled"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ours:
    """A grant of ours; only one `at_rest` is compared: nothing of it is under way or has just changed."""

    key: str
    grant_id: str
    state: GrantState
    revision: int
    at_rest: bool


@dataclass(frozen=True)
class Theirs:
    """What an operator holds under the same key; without a revision where it knows none."""

    key: str
    state: HeldState
    revision: int | None = None
    perk: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Difference:
    """The two sides of one difference, of which one may be missing."""

    kind: DifferenceKind
    ours: Ours | None
    theirs: Theirs | None


_HELD = (HeldState.PENDING, HeldState.ACTIVE)


def compare(ours: Iterable[Ours], theirs: Iterable[Theirs], *, is_whole: bool) -> Iterator[Difference]:
    """Yield the differences; `is_whole` where `theirs` has all that the operator holds of `ours`.

    Keys are unique on each side.
    """
    held = {one.key: one for one in theirs}
    for one in ours:
        there = held.pop(one.key, None)
        if not one.at_rest or (there is None and not is_whole):
            continue
        kind = _differ(one, there)
        if kind is not None:
            yield Difference(kind, one, there)
    for there in held.values():
        if there.state in _HELD:
            yield Difference(DifferenceKind.UNKNOWN, None, there)


def count(differences: Iterable[Difference]) -> Counter[str]:
    """Return how many there are of each kind."""
    return Counter(one.kind.value for one in differences)


def _differ(ours: Ours, theirs: Theirs | None) -> DifferenceKind | None:
    if ours.state in OPEN_STATES:
        return _differ_from_wanted(ours, theirs)
    if theirs is not None and theirs.state in _HELD:
        return DifferenceKind.EXTRA
    return DifferenceKind.UNSETTLED if ours.state is GrantState.ENDING else None


def _differ_from_wanted(ours: Ours, theirs: Theirs | None) -> DifferenceKind | None:
    if theirs is None:
        return DifferenceKind.MISSING
    if theirs.revision is not None and theirs.revision != ours.revision:
        return DifferenceKind.REVISION
    if theirs.state not in _HELD:
        return DifferenceKind.REFUSED
    return None if theirs.state.value == ours.state.value else DifferenceKind.UNSETTLED
