"""The ten operators put together, each a system of its own under its own path."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.entitlements import list_in_effect
from card_integration.simulator.contract.register import Holder, Register, citizens_with_a_card
from card_integration.simulator.contract.store import Store
from card_integration.simulator.contract.system import build_system
from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.bike_feed import BikeFeedDoor
from card_integration.simulator.operators.offers import HOUSES, House
from card_integration.simulator.operators.shown import Shown
from card_integration.simulator.web import JsonApp, Route

# What an operator tells everybody beside the contract.
_OPEN_DATA = {"bike": BikeFeedDoor}


class HouseCounter:
    """What one operator tells about a holder's account."""

    def __init__(self, house: House, seed: int) -> None:
        self._house = house
        self._seed = seed

    def standing(self, db: sqlite3.Connection, holder: Holder, now: datetime) -> dict[str, Any]:
        """Return how the card stands."""
        return self._look(db, holder, now).standing(now)

    def show(self, db: sqlite3.Connection, holder: Holder, service: str, now: datetime) -> dict[str, Any]:
        """Return the account: each of these operators has one service."""
        return self._look(db, holder, now).body(now)

    def _look(self, db: sqlite3.Connection, holder: Holder, now: datetime) -> Shown:
        offer = self._house.offer
        in_effect = list_in_effect(db, offer, holder.card_number, now)
        account = Account(self._seed, offer.operator_id, holder.card_number, holder.born_on())
        return self._house.show(account, now, frozenset(row["perk"] for row in in_effect))


def create_operators(city: Mapping[str, Any], state_folder: Path) -> DispatcherMiddleware:
    """Build the operators of a city file; the first part of a path names the operator."""
    return DispatcherMiddleware(
        JsonApp([], lambda request: None),
        {f"/{house.offer.operator_id}": _build_house(house, city, state_folder) for house in HOUSES},
    )


def _build_house(house: House, city: Mapping[str, Any], state_folder: Path) -> JsonApp:
    holders = [Holder.of_citizen(citizen) for citizen in citizens_with_a_card(city)]
    store = Store(state_folder / f"{house.offer.operator_id}.sqlite3")
    open_data = _OPEN_DATA.get(house.offer.operator_id)

    def own_routes(_register: Register[Holder], clock: ShiftedClock) -> list[Route]:
        return open_data(clock).routes() if open_data else []

    return build_system(house.offer, HouseCounter(house, city["seed"]), city, holders, store, own_routes)
