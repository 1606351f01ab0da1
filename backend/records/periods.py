"""Periods in calendar months, counted as the Civil Code counts them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def last_day_of_months(start: date, months: int) -> date:
    """Return the last day, inclusive, of a period of whole months that starts on `start`.

    The first day is not counted, and the period ends on the same day of its last month, or on that
    month's last day where there is no such day: 3 months from 30 November end on 28 or 29 February
    (Civil Code, articles 201 and 202). A period of 0 months ends on `start` itself.
    """
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def day_after(day: date) -> date:
    """Return the next calendar day."""
    return day + timedelta(days=1)


def first_repair_day(decided_on: date, min_months: int) -> date:
    """Return the first day on which repair may be asked for, the duty apart.

    It is the day after the least publication period has run out, or the day of the decision where
    there is none (信用修复管理办法, NDRC Order 36).
    """
    return day_after(last_day_of_months(decided_on, min_months)) if min_months else decided_on
