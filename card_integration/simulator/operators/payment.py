"""Paying with the card in shops."""

from __future__ import annotations

from datetime import date, datetime

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import at_clock
from card_integration.simulator.operators.prepaid import last_items, prepaid_balance_fen
from card_integration.simulator.operators.shown import Item, Shown

_FULL_PURSE_FEN = 200_000
_SHOPS = ("便利店", "早餐店", "菜市场", "停车场", "书店", "电影院")
_SHOWN_DAYS = 14


def show_payments(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return the last payments, the filling up and the balance."""

    def payments_on(day: date) -> list[Item]:
        chance = account.draw("payments", day)
        hours = chance.sample(range(7, 22), chance.choices((0, 1, 2), (40, 40, 20))[0])
        return [
            Item(
                "payment",
                chance.choice(_SHOPS),
                at_clock(day, hour, chance.randrange(60)),
                amount_fen=chance.randrange(300, 3_000),
            )
            for hour in sorted(hours)
        ]

    return Shown(
        items=last_items(payments_on, now, _SHOWN_DAYS),
        balance_fen=prepaid_balance_fen(_FULL_PURSE_FEN, payments_on, now),
    )
