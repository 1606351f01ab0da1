"""The days of a delivery by number, written as departments write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from backend.platform.errors import Invalid

# Nobody in the generated city is born later; their eighteenth birthday is the first day of any decision.
LAST_BIRTH = date(1999, 12, 31)
_FIRST_ADULT_DAY = date(2018, 1, 1)
_HISTORY_DAYS = 6 * 365 + 1
# What a fault or a licence needs before the first decision and after today.
_MARGIN_DAYS = 400
_HORIZON_DAYS = 11 * 366
_LONG_TERM = date(2099, 12, 31)
_FRESH_SHARE = 0.3
_FRESH_DAYS = 7

type_of_style = Callable[[date], str]

STYLES: Sequence[Callable[[date], str]] = (
    date.isoformat,
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
)
"""The ways in which departments write a day."""
