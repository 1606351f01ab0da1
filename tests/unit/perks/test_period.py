from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.perks.period import Period, first_moment


@pytest.mark.parametrize(
    ("period", "on", "first", "following"),
    [
        (Period.DAY, date(2026, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
        (Period.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (Period.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (Period.YEAR, date(2028, 12, 31), date(2028, 1, 1), date(2029, 1, 1)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_begins_and_ends_with_the_calendar(
    period: Period, on: date, first: date, following: date
) -> None:
    assert (period.first_day(on), period.next_day(on)) == (first, following)


@given(period=st.sampled_from(Period), on=st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_periods_follow_each_other_without_gap(period: Period, on: date) -> None:
    first, following = period.first_day(on), period.next_day(on)
    assert first <= on < following
    assert period.first_day(following) == following
    assert period.first_day(date.fromordinal(following.toordinal() - 1)) == first


def test_a_day_begins_at_the_citys_midnight() -> None:
    assert first_moment(date(2026, 11, 23)) == datetime(2026, 11, 22, 16, tzinfo=UTC)
