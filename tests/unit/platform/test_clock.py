from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.clock import SystemClock, city_date

NEW_YORK_IN_WINTER = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, 999_999, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 11, 22, 11, 0, tzinfo=NEW_YORK_IN_WINTER), date(2026, 11, 23)),
    ],
)
def test_the_citys_day_begins_at_its_own_midnight(moment: datetime, day: date) -> None:
    assert city_date(moment) == day


@given(st.datetimes(min_value=datetime(1992, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  a bound has no zone
def test_a_day_of_the_city_is_eight_hours_ahead_of_utc(moment: datetime) -> None:
    if moment.year < 9999:
        assert city_date(moment) == (moment + timedelta(hours=8)).date()


def test_the_machines_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC
