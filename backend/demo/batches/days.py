"""The days of a delivery: each has a number, so that drawing one is arithmetic, and is written by a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from backend.platform.errors import Invalid

# Whoever is born on the last birthday of the generated city is of age on every day from here on.
LAST_BIRTH = date(1999, 12, 31)
_FIRST_DECISION = date(2018, 1, 1)
_HISTORY = timedelta(days=6 * 365)
# Faults lie up to so many days before the first decision, validity up to so many after today.
_DAYS_BEFORE = 400
_DAYS_AFTER = 6 * 366
_FRESH_SHARE = 0.3
_FRESH_DAYS = 7
_LONG_TERM = date(2099, 12, 31)

WRITINGS: Sequence[Callable[[date], str]] = (
    date.isoformat,
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
)
"""The ways in which departments write a day."""


class Days:
    """The days from the first decision of the last six years to `today`, and some around them, by number."""

    def __init__(self, today: date) -> None:
        """Raise `Invalid` for a today that the generated people are too young for."""
        first = max(_FIRST_DECISION, today - _HISTORY)
        if (today - first).days <= _FRESH_DAYS:
            raise Invalid(
                "today-too-early",
                zh=f"日期过早，请选择 {_FIRST_DECISION} 之后至少一周的日期。",
                en=f"This day is too early; please choose one at least a week after {_FIRST_DECISION}.",
            )
        self._zero = first - timedelta(days=_DAYS_BEFORE)
        self.first = _DAYS_BEFORE
        self.today = (today - self._zero).days

    def date_of(self, number: int) -> date:
        """Return the day with this number."""
        return self._zero + timedelta(days=number)

    def draw_decision(self, rng: Random) -> int:
        """Return the day of a decision; three in ten are so fresh that none of them is late."""
        first = self.today - _FRESH_DAYS if rng.random() < _FRESH_SHARE else self.first
        return self.draw_between(rng, first)

    def draw_between(self, rng: Random, first: int) -> int:
        """Return a day from `first` to today."""
        return first + int(rng.random() * (self.today - first + 1))


class WrittenDays:
    """How one department writes the days."""

    def __init__(self, days: Days, write: Callable[[date], str]) -> None:
        self.by_number = [write(days.date_of(number)) for number in range(days.today + _DAYS_AFTER)]
        self.years = [str(days.date_of(number).year) for number in range(days.today + 1)]
        self.long_term = write(_LONG_TERM)
