"""Water, electricity and gas: a bill a month, mostly paid in time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import Month, at_clock, city_day
from card_integration.simulator.operators.shown import Item, Shown

GRACE_DAYS = 15
_SHOWN_MONTHS = 6
_ISSUED_ON, _DUE_ON = 3, 20
_LATE_SHARE = 0.15


@dataclass(frozen=True)
class Supply:
    """What is supplied, what a month of it costs, and the months in which that is more."""

    bill_zh: str
    usual_fen: tuple[int, int]
    dear_months: frozenset[int]
    dear_factor: float


SUPPLIES: Mapping[str, Supply] = {
    "water": Supply("水费", (3_200, 8_800), frozenset({6, 7, 8, 9}), 1.2),
    "electricity": Supply("电费", (8_600, 24_000), frozenset({6, 7, 8, 9}), 1.9),
    "gas": Supply("燃气费", (2_400, 6_900), frozenset({12, 1, 2}), 1.4),
}


def show_bills(account: Account, now: datetime, perks: frozenset[str]) -> Shown:
    """Return the bills of half a year and what is owed; a perk in effect gives more time to pay."""
    today = city_day(now)
    supply = SUPPLIES[account.operator_id]
    grace = timedelta(days=GRACE_DAYS if "deferred_payment" in perks else 0)
    last = Month.of(today).plus(-1)
    bills = [_bill(account, supply, last.plus(-back), today, grace) for back in range(_SHOWN_MONTHS)]
    issued = [bill for bill in bills if bill.at <= now]
    return Shown(items=issued, owed_fen=sum(bill.amount_fen or 0 for bill in issued if bill.state != "paid"))


def _bill(account: Account, supply: Supply, month: Month, today: date, grace: timedelta) -> Item:
    chance = account.draw("bill", month)
    amount_fen = chance.randint(*supply.usual_fen)
    if month.number in supply.dear_months:
        amount_fen = round(amount_fen * supply.dear_factor)
    issued_on, due_on = month.plus(1).day(_ISSUED_ON), month.plus(1).day(_DUE_ON)
    pays_late = account.draw("habit").random() < _LATE_SHARE
    days_after_issue = chance.randint(22, 57) if pays_late else chance.randint(0, 16)
    is_paid = today >= issued_on + timedelta(days=days_after_issue)
    due_on = due_on if is_paid else due_on + grace
    return Item(
        kind="bill",
        title=f"{month.year} 年 {month.number} 月{supply.bill_zh}",
        at=at_clock(issued_on, 9),
        month=month,
        amount_fen=amount_fen,
        due_on=due_on,
        state="paid" if is_paid else "overdue" if today > due_on else "unpaid",
    )
