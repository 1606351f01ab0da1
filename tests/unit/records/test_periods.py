from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.records.periods import day_after, first_repair_day, last_day_of_months

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-03-15", 1, "2026-04-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-12-31", 36, "2029-12-31"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_a_period_ends_on_the_same_day_of_its_last_month_or_at_that_months_end(
    start: str, months: int, last: str
) -> None:
    assert last_day_of_months(date.fromisoformat(start), months) == date.fromisoformat(last)


@given(DAYS, st.integers(0, 600))
def test_a_period_ends_in_its_last_month_never_in_the_next(start: date, months: int) -> None:
    last = last_day_of_months(start, months)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == months
    assert last.day == start.day or (last.day < start.day and day_after(last).day == 1)


@given(DAYS, DAYS, st.integers(0, 120))
def test_what_starts_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert last_day_of_months(first, months) <= last_day_of_months(second, months)


@pytest.mark.parametrize(
    ("months", "first"), [(0, "2026-01-31"), (3, "2026-05-01"), (12, "2027-02-01"), (1, "2026-03-01")]
)
def test_repair_opens_on_the_day_after_the_least_period(months: int, first: str) -> None:
    assert first_repair_day(date(2026, 1, 31), months) == date.fromisoformat(first)


@given(DAYS, st.integers(1, 36))
def test_repair_is_closed_on_every_day_of_the_least_period(decided_on: date, months: int) -> None:
    opens_on = first_repair_day(decided_on, months)
    assert opens_on - timedelta(days=1) == last_day_of_months(decided_on, months)
