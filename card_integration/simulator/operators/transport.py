"""The bus and the public bikes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import at_clock, city_day
from card_integration.simulator.operators.prepaid import last_items, prepaid_balance_fen
from card_integration.simulator.operators.shown import Item, Shown

BIKE_DEPOSIT_FEN = 30_000
_FULL_CARD_FEN = 20_000
_BUS_FARE_FEN, _BRT_FARE_FEN = 90, 180
_BUS_LINES = ("BRT 快1线", "BRT 快2线", "公交 26 路", "公交 87 路", "公交 139 路", "公交 953 路")
_FREE_BIKE_MINUTES, _BIKE_HOUR_FEN = 60, 100
_BIKE_STATIONS = ("莲坂", "湖滨南路", "筼筜湖", "会展中心", "五缘湾", "软件园二期")
_SHOWN_DAYS = 30


def show_bus(account: Account, now: datetime, _perks: frozenset[str]) -> Shown:
    """Return the rides of the last month and the money on the card."""

    def rides_on(day: date) -> list[Item]:
        chance = account.draw("rides", day)
        hours = sorted(chance.sample(range(6, 22), chance.choices((0, 1, 2, 3), (30, 10, 50, 10))[0]))
        return [
            _bus_ride(chance.choice(_BUS_LINES), at_clock(day, hour, chance.randrange(60))) for hour in hours
        ]

    return Shown(
        items=last_items(rides_on, now, _SHOWN_DAYS),
        balance_fen=prepaid_balance_fen(_FULL_CARD_FEN, rides_on, now),
    )


def _bus_ride(line: str, at: datetime) -> Item:
    fare_fen = _BRT_FARE_FEN if line.startswith("BRT") else _BUS_FARE_FEN
    return Item("ride", line, at, amount_fen=fare_fen)


def show_bike(account: Account, now: datetime, perks: frozenset[str]) -> Shown:
    """Return the rides of the last month and whether the deposit is paid, or waived by a perk in effect."""
    today = city_day(now)
    paid = account.draw("deposit").random() < 0.5
    state = "waived" if "deposit_waiver" in perks else "paid" if paid else "unpaid"
    days = [today - timedelta(days=passed) for passed in range(_SHOWN_DAYS)]
    return Shown(
        items=[ride for day in days for ride in _bike_rides(account, day)],
        deposit=(state, BIKE_DEPOSIT_FEN),
    )


def _bike_rides(account: Account, day: date) -> list[Item]:
    chance = account.draw("rides", day)
    if chance.random() < 0.6:
        return []
    start, end = chance.sample(_BIKE_STATIONS, 2)
    minutes = chance.randrange(6, 100)
    hours_over = -(-max(minutes - _FREE_BIKE_MINUTES, 0) // 60)
    at = at_clock(day, chance.randrange(7, 21), chance.randrange(60))
    return [Item("ride", f"{start}—{end}（{minutes} 分钟）", at, amount_fen=hours_over * _BIKE_HOUR_FEN)]
