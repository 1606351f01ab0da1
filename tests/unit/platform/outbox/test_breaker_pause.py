from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.outbox.breaker import FAILURES_TO_OPEN, pause_after


@pytest.mark.parametrize(
    ("later_failures", "seconds"), [(0, 10), (1, 20), (2, 40), (3, 80), (4, 160), (5, 300), (1_000_000, 300)]
)
def test_after_each_lost_probe_the_pause_is_twice_as_long_up_to_five_minutes(
    later_failures: int, seconds: int
) -> None:
    assert pause_after(FAILURES_TO_OPEN + later_failures, None) == timedelta(seconds=seconds)


@given(failures=st.integers(FAILURES_TO_OPEN, 1_000_000), asked=st.integers(0, 3600))
def test_a_pause_that_was_asked_for_is_as_long_as_asked(failures: int, asked: int) -> None:
    assert pause_after(failures, asked) == timedelta(seconds=asked)
