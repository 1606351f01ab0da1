"""The year pass for sights."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import at_clock, city_day
from card_integration.simulator.operators.shown import Item, Shown

_SIGHTS = ("鼓浪屿景点", "园林植物园", "胡里山炮台", "园博苑", "同安影视城", "诚毅科技探索中心")
_RENEWED_SHARE, _VISIT_SHARE = 0.9, 0.12
_SHOWN_DAYS = 180


def show_pass(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return the days of the pass, renewed each year on its day or not, and the visits on it."""
    today = city_day(now)
    chance = account.draw("pass")
    first = _last_anniversary(chance.randint(1, 12), chance.randint(1, 28), today)
    if account.draw("renewal", first.year).random() >= _RENEWED_SHARE:
        first = first.replace(year=first.year - 1)
    until = first.replace(year=first.year + 1) - timedelta(days=1)
    days = [today - timedelta(days=passed) for passed in range(_SHOWN_DAYS)]
    visits = [_visit(account, day) for day in days if first <= day <= until and _is_visit(account, day)]
    return Shown(items=visits, valid=(first, until))


def _last_anniversary(month: int, day: int, today: date) -> date:
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def _is_visit(account: Account, day: date) -> bool:
    return day.weekday() >= 5 and account.draw("visit", day).random() < _VISIT_SHARE


def _visit(account: Account, day: date) -> Item:
    chance = account.draw("sight", day)
    return Item("visit", chance.choice(_SIGHTS), at_clock(day, chance.randrange(9, 16), chance.randrange(60)))
