from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.perks.models import GrantState
from backend.perks.operator_door.word import Stand, state_when_confirmed, state_when_rejected
from backend.platform.errors import Conflict
from tests.builders.clock import NOON

PENDING, ACTIVE, ENDING, ENDED, REFUSED = GrantState
LATER, OVER = NOON + timedelta(days=1), NOON


def stand(state: GrantState, **changes) -> Stand:
    usual = {"state": state, "revision": 3, "valid_until": LATER, "was_asked_to_end": False}
    return Stand(**{**usual, **changes})


@pytest.mark.parametrize(
    ("state", "follows"), [(PENDING, ACTIVE), (ACTIVE, None), (ENDING, ENDED)], ids=lambda state: str(state)
)
def test_a_confirmation_puts_the_wish_into_effect_once(state, follows) -> None:
    assert state_when_confirmed(stand(state), 3, NOON) == follows


def test_an_end_that_was_wished_can_be_confirmed_again_and_one_by_the_calendar_cannot() -> None:
    assert state_when_confirmed(stand(ENDED, was_asked_to_end=True), 3, NOON) is None
    with pytest.raises(Conflict, match="grant-over"):
        state_when_confirmed(stand(ENDED), 3, NOON)


@pytest.mark.parametrize("judge", [state_when_confirmed, state_when_rejected])
@pytest.mark.parametrize("state", [PENDING, ACTIVE])
def test_a_grant_whose_time_is_over_takes_no_word_any_more(judge, state) -> None:
    with pytest.raises(Conflict, match="grant-over"):
        judge(stand(state, valid_until=OVER), 3, NOON)


def test_an_end_can_be_confirmed_also_after_the_time_is_over() -> None:
    assert state_when_confirmed(stand(ENDING, valid_until=OVER), 3, NOON) == ENDED


def test_a_rejection_is_taken_before_anything_is_in_effect_and_once() -> None:
    assert state_when_rejected(stand(PENDING), 3, NOON) == REFUSED
    assert state_when_rejected(stand(REFUSED), 3, NOON) is None


@pytest.mark.parametrize("state", [ACTIVE, ENDING])
def test_what_is_in_effect_is_kept_and_an_end_is_no_matter_of_consent(state) -> None:
    with pytest.raises(Conflict, match="grant-not-pending"):
        state_when_rejected(stand(state), 3, NOON)


def test_what_was_rejected_cannot_be_confirmed() -> None:
    with pytest.raises(Conflict, match="grant-over"):
        state_when_confirmed(stand(REFUSED), 3, NOON)


@given(state=st.sampled_from(GrantState), said=st.integers(1, 9).filter(lambda number: number != 3))
def test_a_word_on_another_revision_changes_nothing_whatever_the_state(state, said) -> None:
    for judge in (state_when_confirmed, state_when_rejected):
        with pytest.raises(Conflict, match="stale-revision") as refused:
            judge(stand(state), said, NOON)
        assert refused.value.extra == {"current_revision": 3}
