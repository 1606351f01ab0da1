"""Medical insurance, pension and housing fund: their owner's rights, and nobody's condition."""

from __future__ import annotations

from datetime import datetime

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import Month, at_clock, city_day, months_from
from card_integration.simulator.operators.shown import Item, Shown

_FIRST_MONTH = Month(2025, 1)  # of the accounts' books; what lay there before is the opening balance
_SHOWN_MONTHS = 6
_ADULT, _RETIRED = 18, 60
_BOOKED_ON, _PAID_OUT_ON = 10, 15
_SETTLEMENT_SHARE = 0.4


def show_medical_insurance(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return the balance of the personal account, what came in and what was settled; never for what."""
    monthly_fen = account.draw("monthly").randrange(9_000, 30_000)
    items = []
    for month in _months(now):
        at = at_clock(month.day(_BOOKED_ON), 8)
        items.append(Item("contribution", "个人账户划入", at, month=month, amount_fen=monthly_fen))
        chance = account.draw("settlement", month)
        if chance.random() < _SETTLEMENT_SHARE:
            settled_at = at_clock(month.day(chance.randint(11, 28)), chance.randrange(8, 18))
            title, amount_fen = chance.choice(("门诊结算", "定点药店购药")), chance.randrange(900, 8_000)
            items.append(Item("settlement", title, settled_at, amount_fen=amount_fen))
    return _account_of(account, items, now)


def show_pension(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return contributions until the age of sixty, and what is paid out from then on."""
    contribution_fen = account.draw("monthly").randrange(30_000, 90_000)
    payout_fen = account.draw("payout").randrange(210_000, 520_000)
    items = []
    for month in _months(now):
        age = account.age_on(month.day(_BOOKED_ON))
        if age >= _RETIRED:
            at = at_clock(month.day(_PAID_OUT_ON), 8)
            items.append(Item("payout", "基本养老金发放", at, month=month, amount_fen=payout_fen))
        elif age >= _ADULT:
            at = at_clock(month.day(_BOOKED_ON), 8)
            items.append(Item("contribution", "个人缴费", at, month=month, amount_fen=contribution_fen))
    # A pension is paid out for life: it does not come out of what was paid in.
    paid_in = [item for item in items if item.kind == "contribution"]
    balance_fen = _account_of(account, paid_in, now).balance_fen
    return Shown(_last(items, now), balance_fen)


def show_housing_fund(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return the balance and the monthly contributions; none for minors and the retired."""
    half_fen = account.draw("monthly").randrange(30_000, 180_000)
    items = [
        Item(
            "contribution",
            "单位和个人缴存",
            at_clock(month.day(_BOOKED_ON), 8),
            month=month,
            amount_fen=half_fen * 2,
        )
        for month in _months(now)
        if _ADULT <= account.age_on(month.day(_BOOKED_ON)) < _RETIRED
    ]
    if not items or account.age_on(city_day(now)) >= _RETIRED:
        return Shown([], balance_fen=0)  # withdrawn as a whole at retirement
    return _account_of(account, items, now)


def _months(now: datetime) -> list[Month]:
    return list(months_from(_FIRST_MONTH, Month.of(city_day(now))))


def _account_of(account: Account, items: list[Item], now: datetime) -> Shown:
    """Return the account with these items in its books: what lay there, plus and minus what they say."""
    if not items:
        return Shown([], balance_fen=0)
    balance_fen = account.draw("opening").randrange(50_000, 900_000)
    for item in items:
        if item.at <= now:
            balance_fen += (item.amount_fen or 0) * (-1 if item.kind == "settlement" else 1)
    return Shown(_last(items, now), balance_fen)


def _last(items: list[Item], now: datetime) -> list[Item]:
    first_shown = at_clock(Month.of(city_day(now)).plus(-_SHOWN_MONTHS).day(1), 0)
    return [item for item in items if item.at >= first_shown]
