"""What differs between two sides, case by case and for any two sides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cards.ports import HeldState
from backend.perks.models import OPEN_STATES, GrantState
from backend.perks.reconciliation.comparison import DifferenceKind, Ours, Theirs, compare, count

PENDING, ACTIVE, ENDED, REFUSED = HeldState
KINDS = DifferenceKind
HELD = (PENDING, ACTIVE)


def ours(state: GrantState = GrantState.ACTIVE, revision: int = 2, *, at_rest: bool = True) -> Ours:
    return Ours("key", "grt_1", state, revision, at_rest)


def theirs(state: HeldState = ACTIVE, revision: int | None = 2) -> Theirs:
    return Theirs("key", state, revision)


@pytest.mark.parametrize(
    ("here", "there", "kind"),
    [
        (ours(), theirs(), None),
        (ours(), None, KINDS.MISSING),
        (ours(), theirs(revision=1), KINDS.REVISION),
        (ours(), theirs(revision=3), KINDS.REVISION),
        (ours(), theirs(revision=None), None),
        (ours(), theirs(ENDED), KINDS.REFUSED),
        (ours(), theirs(REFUSED), KINDS.REFUSED),
        (ours(), theirs(PENDING), KINDS.UNSETTLED),
        (ours(GrantState.PENDING), None, KINDS.MISSING),
        (ours(GrantState.PENDING), theirs(PENDING), None),
        (ours(GrantState.PENDING), theirs(), KINDS.UNSETTLED),
        (ours(GrantState.PENDING), theirs(REFUSED), KINDS.REFUSED),
        (ours(GrantState.ENDING), theirs(), KINDS.EXTRA),
        (ours(GrantState.ENDING), theirs(PENDING), KINDS.EXTRA),
        (ours(GrantState.ENDING), theirs(ENDED), KINDS.UNSETTLED),
        (ours(GrantState.ENDING), None, KINDS.UNSETTLED),
        (ours(GrantState.ENDED), theirs(), KINDS.EXTRA),
        (ours(GrantState.ENDED), theirs(revision=1), KINDS.EXTRA),
        (ours(GrantState.ENDED), theirs(ENDED, 1), None),
        (ours(GrantState.ENDED), None, None),
        (ours(GrantState.REFUSED), theirs(), KINDS.EXTRA),
        (ours(GrantState.REFUSED), theirs(REFUSED), None),
        (None, theirs(), KINDS.UNKNOWN),
        (None, theirs(PENDING), KINDS.UNKNOWN),
        (None, theirs(ENDED), None),
    ],
)
def test_each_pair_of_states_has_its_class(
    here: Ours | None, there: Theirs | None, kind: DifferenceKind | None
) -> None:
    found = list(compare([here] if here else [], [there] if there else [], is_whole=True))
    assert [(one.kind, one.ours, one.theirs) for one in found] == ([(kind, here, there)] if kind else [])


def test_what_a_part_of_the_list_lacks_may_stand_in_another_part() -> None:
    assert list(compare([ours(), ours(GrantState.ENDING)], [], is_whole=False)) == []


@st.composite
def both_sides(draw: st.DrawFn) -> tuple[list[Ours], list[Theirs]]:
    keys = st.sampled_from([f"key-{number}" for number in range(8)])
    states, held = st.sampled_from(GrantState), st.sampled_from(HeldState)
    one_of_ours = st.builds(Ours, keys, st.just(""), states, st.integers(1, 4), st.booleans())
    one_of_theirs = st.builds(Theirs, keys, held, st.none() | st.integers(1, 4))
    here = draw(st.lists(one_of_ours, unique_by=lambda one: one.key))
    there = draw(st.lists(one_of_theirs, unique_by=lambda one: one.key))
    return [replace(one, grant_id=f"grt-{one.key}") for one in here], there


@given(both_sides())
def test_a_key_differs_once_at_most_and_never_while_something_is_under_way(
    sides: tuple[list[Ours], list[Theirs]],
) -> None:
    found = list(compare(*sides, is_whole=True))
    keys = [(one.ours or one.theirs).key for one in found]  # type: ignore[union-attr]
    assert len(set(keys)) == len(keys)
    assert not {one.key for one in sides[0] if not one.at_rest} & set(keys)
    assert sum(count(found).values()) == len(found)


@given(both_sides())
def test_a_part_of_their_list_shows_no_difference_that_the_whole_does_not(
    sides: tuple[list[Ours], list[Theirs]],
) -> None:
    whole = list(compare(*sides, is_whole=True))
    assert all(one in whole for one in compare(*sides, is_whole=False))


@given(both_sides())
def test_after_every_difference_was_mended_only_strangers_are_left(
    sides: tuple[list[Ours], list[Theirs]],
) -> None:
    here = {one.key: replace(one, at_rest=True) for one in sides[0]}
    there = {one.key: one for one in sides[1]}
    for found in list(compare(here.values(), there.values(), is_whole=True)):
        if found.ours is not None:
            _mend(here, there, found.ours, found.kind)
    left = compare(here.values(), there.values(), is_whole=True)
    assert {one.kind for one in left} <= {KINDS.UNKNOWN}


def _mend(here: dict[str, Ours], there: dict[str, Theirs], grant: Ours, kind: DifferenceKind) -> None:
    """Do what a check does in the end."""
    key, wanted = grant.key, grant.state in OPEN_STATES
    if wanted and kind is not KINDS.REFUSED:
        revision = max(grant.revision, (there[key].revision or 0) if key in there else 0) + 1
        here[key] = replace(grant, state=GrantState.ACTIVE, revision=revision)
        there[key] = Theirs(key, ACTIVE, revision)
        return
    here[key] = replace(grant, state=GrantState.ENDED)
    if key in there and there[key].state in HELD:
        there[key] = replace(there[key], state=ENDED)
