"""Money on a card that fills itself up on the first of each month, and what was spent of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from card_integration.simulator.operators.city_calendar import Month, at_clock, city_day
from card_integration.simulator.operators.shown import Item

SpentOn = Callable[[date], list[Item]]


def spent_fen(items: list[Item]) -> int:
    """Return the sum of what items cost."""
    return sum(item.amount_fen or 0 for item in items)


def prepaid_balance_fen(full_fen: int, spent_on: SpentOn, now: datetime) -> int:
    """Return what is left of a card that was full when this month began."""
    today = city_day(now)
    days = [today.replace(day=1) + timedelta(days=passed) for passed in range(today.day)]
    return full_fen - spent_fen([item for day in days for item in spent_on(day) if item.at <= now])


def last_items(spent_on: SpentOn, now: datetime, days: int) -> list[Item]:
    """Return what was spent on the last days, and the filling up that lies among them."""
    today = city_day(now)
    shown_days = [today - timedelta(days=passed) for passed in range(days)]
    items = [item for day in shown_days for item in spent_on(day)]
    return items + [_filling_up(day, spent_on) for day in shown_days if day.day == 1]


def _filling_up(day: date, spent_on: SpentOn) -> Item:
    last_month = Month.of(day).plus(-1)
    spent = [item for earlier in last_month.days() for item in spent_on(earlier)]
    return Item("top_up", "自动充值", at_clock(day, 5), amount_fen=spent_fen(spent))
