from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.outbox.queue import retry_delay


@given(attempt=st.integers(min_value=1, max_value=1_000_000))
def test_a_delay_is_positive_and_never_over_its_doubling_ceiling_or_five_minutes(attempt: int) -> None:
    ceiling = min(300, 2 ** min(attempt, 20))
    assert timedelta() < retry_delay(attempt, None) <= timedelta(seconds=ceiling)


@given(attempt=st.integers(min_value=1, max_value=1_000), seconds=st.integers(min_value=0, max_value=3600))
def test_what_the_other_side_asked_for_wins(attempt: int, seconds: int) -> None:
    assert retry_delay(attempt, seconds) == timedelta(seconds=seconds)


@pytest.mark.parametrize("attempt", [1, 5, 20])
def test_delays_are_spread_so_that_messages_do_not_return_together(attempt: int) -> None:
    assert len({retry_delay(attempt, None) for _ in range(50)}) > 10


def test_delays_grow_with_the_attempts() -> None:
    assert max(retry_delay(9, None) for _ in range(200)) > timedelta(seconds=32)
