"""Koha put together from a city file: its API, its staff, and the controls of the simulator itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.koha.access import Access
from card_integration.simulator.koha.accounts import book_credit
from card_integration.simulator.koha.control_door import ControlDoor
from card_integration.simulator.koha.faults import Faults
from card_integration.simulator.koha.patrons import House, find_by_card, open_patron
from card_integration.simulator.koha.rest_door import RestDoor
from card_integration.simulator.koha.schema import Version
from card_integration.simulator.koha.staff_door import StaffDoor
from card_integration.simulator.koha.store import Store
from card_integration.simulator.web import JsonApp

DEFAULT_CATEGORY = "DEP"
_FEES_FEN = {DEFAULT_CATEGORY: 10_000, "FREE": 0, "STAFF": 0}
_LIBRARY_ID = "CPL"


def create_koha(
    city: Mapping[str, Any], operator_id: str, version: Version, state_path: Path | None
) -> JsonApp:
    """Build the Koha of a city file.

    Its member `koha` may set `fees_fen` by category and `fee_on_change`. Who has paid the deposit in the
    city file has settled the debit that the category brings.
    """
    setup, client = city.get("koha", {}), city["operators"][operator_id]
    house = House(
        version=version,
        fee_fen_by_category=setup.get("fees_fen", _FEES_FEN),
        library_ids=frozenset({_LIBRARY_ID}),
        charges_fee_on_change=bool(setup.get("fee_on_change", False)),
    )
    store, faults, clock = Store(state_path), Faults(), ShiftedClock()
    access = Access(client["client_id"], client["client_secret"], clock)
    _open_patrons(store, house, city["citizens"], clock)
    controls = ControlDoor(store, access, faults, clock)
    rest = RestDoor(store, house, access, faults, clock)
    routes = [*rest.routes(), *StaffDoor(store, house, clock).routes(), *controls.routes()]
    return JsonApp(routes, controls.record)


def _open_patrons(
    store: Store, house: House, citizens: Iterable[Mapping[str, Any]], clock: ShiftedClock
) -> None:
    """Open a patron for each citizen with a card whom the state file does not know yet."""
    with store.transaction() as db:
        for citizen in citizens:
            card = citizen.get("card_number")
            if not card or find_by_card(db, card) is not None:
                continue
            patron = open_patron(db, house, {**_named(citizen["name"]), **_at_home(card)}, clock.now())
            paid_fen = citizen.get("library", {}).get("deposit_fen", 0)
            if paid_fen:
                paid = {"amount": paid_fen / 100, "description": "押金"}
                book_credit(db, patron["patron_id"], paid, house.version, clock.now())


def _at_home(card: str) -> dict[str, str]:
    return {
        "cardnumber": card,
        "address": "文园路 1 号",
        "city": "厦门",
        "library_id": _LIBRARY_ID,
        "category_id": DEFAULT_CATEGORY,
    }


def _named(name: str) -> dict[str, str | None]:
    """Split a name as a librarian does; one with a dot goes into the surname as a whole."""
    if "·" in name:
        return {"surname": name, "firstname": None}
    return {"surname": name[:1], "firstname": name[1:]}
