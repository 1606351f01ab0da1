"""The periods in which budgets are spent and redemptions counted, by the city's calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from backend.platform.clock import CITY_ZONE

BEFORE_ALL_PERIODS = date(1970, 1, 1)
"""The first day of the one period of a perk that has none."""


class Period(StrEnum):
    """A day, a calendar month or a calendar year."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    def first_day(self, on: date) -> date:
        """Return the first day of the period in which `on` lies."""
        if self is Period.DAY:
            return on
        return on.replace(day=1) if self is Period.MONTH else on.replace(month=1, day=1)

    def next_day(self, on: date) -> date:
        """Return the first day of the period after the one in which `on` lies."""
        longest = {Period.DAY: 1, Period.MONTH: 31, Period.YEAR: 366}[self]
        return self.first_day(self.first_day(on) + timedelta(days=longest))


def first_moment(day: date) -> datetime:
    """Return the moment at which a day begins in the city."""
    return datetime.combine(day, time(), CITY_ZONE)
