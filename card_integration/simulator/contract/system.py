"""A simulated operator put together: the contract's door, the operator's own doors, and the controls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.access import Access
from card_integration.simulator.contract.controls import ControlDoor
from card_integration.simulator.contract.door import ContractDoor, Counter
from card_integration.simulator.contract.faults import Faults
from card_integration.simulator.contract.offer import Offer
from card_integration.simulator.contract.register import H, Register
from card_integration.simulator.contract.staff import StaffDoor
from card_integration.simulator.contract.store import Store
from card_integration.simulator.contract.webhooks import Webhooks
from card_integration.simulator.web import JsonApp, Route

OwnRoutes = Callable[[Register[H], ShiftedClock], list[Route]]


def _no_own_routes(_register: Register[H], _clock: ShiftedClock) -> list[Route]:
    return []


def build_system(
    offer: Offer,
    counter: Counter[H],
    city: Mapping[str, Any],
    holders: Iterable[H],
    store: Store,
    own_routes: OwnRoutes[H] = _no_own_routes,
) -> JsonApp:
    """Return an operator of the city as an application; its credentials stand in the city file."""
    client = city["operators"][offer.operator_id]
    faults, clock = Faults(), ShiftedClock()
    register = Register(holders, client["client_secret"])
    access = Access(client["client_id"], client["client_secret"], clock)
    contract = ContractDoor(offer, counter, store, register, access, faults, clock)
    controls = ControlDoor(store, faults, clock)
    webhooks = Webhooks(client, clock)
    staff = StaffDoor(store, clock)
    told = [*webhooks.watch(contract.routes()), *webhooks.routes(), *staff.routes()]
    return JsonApp([*told, *own_routes(register, clock), *controls.routes()], controls.record)
