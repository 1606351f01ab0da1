"""Working days of the Chinese calendar, with its moved holidays and make-up days."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_FRIDAY = 4
_log = logging.getLogger(__name__)


def add_working_days(start: date, days: int) -> date:
    """Return the last of `days` working days that follow `start`, which is not counted itself."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Tell working days; in a year whose holidays are not announced yet these are Monday to Friday."""
    try:
        working: bool = chinese_calendar.is_workday(day)
    except NotImplementedError:
        _warn_of_year(day.year)
        return day.weekday() <= _FRIDAY
    return working


@lru_cache
def _warn_of_year(year: int) -> None:
    _log.warning("the holidays of %s are not known: Monday to Friday count as working days", year)
