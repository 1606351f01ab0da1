"""The library put together: the contract's door, the front desk, and the controls of the simulator itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.library.access import Access
from card_integration.simulator.library.contract_door import ContractDoor
from card_integration.simulator.library.desk import lend, reader_view, take_back
from card_integration.simulator.library.faults import Fault, Faults
from card_integration.simulator.library.register import Reader, Register, readers_of
from card_integration.simulator.library.store import Store, list_effects
from card_integration.simulator.web import (
    JsonApp,
    Problem,
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)

_REQUESTS_KEPT = 1000


class DeskDoor:
    """The librarian's own screen."""

    def __init__(self, store: Store, register: Register, clock: ShiftedClock) -> None:
        self._store = store
        self._register = register
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the desk's routes."""
        return [
            ("POST", "/desk/loans", self._lend),
            ("POST", "/desk/returns", self._take_back),
            ("GET", "/desk/readers/<card_number>", self._show),
        ]

    def _lend(self, request: Request) -> Response:
        body = json_body(request)
        reader = self._get_reader(text_member(body, "card_number"))
        title, price_fen = text_member(body, "title"), whole_number_member(body, "price_fen")
        if price_fen <= 0:
            raise invalid("price_fen 应大于 0")
        with self._store.transaction() as db:
            return json_response(lend(db, reader, title, price_fen, self._clock.now()), 201)

    def _take_back(self, request: Request) -> Response:
        loan_id = text_member(json_body(request), "loan_id")
        with self._store.transaction() as db:
            return json_response(take_back(db, loan_id, self._clock.now()))

    def _show(self, request: Request, card_number: str) -> Response:
        reader = self._get_reader(card_number)
        with self._store.transaction() as db:
            return json_response(reader_view(db, reader, self._clock.now()))

    def _get_reader(self, card_number: str) -> Reader:
        reader = self._register.find(card_number)
        if reader is None:
            raise Problem(404, "unknown-card", "本馆没有这个卡号")
        return reader


class ControlDoor:
    """What no real library has: its ledger, what reached it, its clock, and faults to order."""

    def __init__(self, store: Store, faults: Faults, clock: ShiftedClock) -> None:
        self._store = store
        self._faults = faults
        self._clock = clock
        self._requests: deque[dict[str, str]] = deque(maxlen=_REQUESTS_KEPT)

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [
            ("GET", "/_simulator/ledger", self._show_ledger),
            ("GET", "/_simulator/requests", self._show_requests),
            ("POST", "/_simulator/faults", self._order_fault),
            ("POST", "/_simulator/clock", self._shift_clock),
        ]

    def record(self, request: Request) -> None:
        """Keep what a caller sent, apart from these controls and from the credentials in the headers."""
        if not request.path.startswith("/_simulator/"):
            body = request.get_data(as_text=True)
            self._requests.append({"method": request.method, "path": request.full_path, "body": body})

    def _show_ledger(self, request: Request) -> Response:
        with self._store.transaction() as db:
            return json_response({"effects": list_effects(db)})

    def _show_requests(self, request: Request) -> Response:
        return json_response({"requests": list(self._requests)})

    def _order_fault(self, request: Request) -> Response:
        body = json_body(request)
        kind = text_member(body, "kind")
        if kind not in set(Fault):
            raise invalid(f"kind 应为 {', '.join(Fault)} 之一")
        count = whole_number_member({"count": 1, **body}, "count")
        self._faults.order(Fault(kind), count)
        return json_response({"kind": kind, "count": count})

    def _shift_clock(self, request: Request) -> Response:
        self._clock.shift(whole_number_member(json_body(request), "offset_seconds"))
        return json_response({"now": self._clock.now().isoformat()})


def create_library(city: Mapping[str, Any], state_path: Path) -> JsonApp:
    """Build the library of a city file on its own state file."""
    client = city["operators"]["library"]
    store, faults, clock = Store(state_path), Faults(), ShiftedClock()
    register = Register(readers_of(city), client["client_secret"])
    access = Access(client["client_id"], client["client_secret"], clock)
    contract = ContractDoor(store, register, access, faults, clock)
    controls = ControlDoor(store, faults, clock)
    routes = [*contract.routes(), *DeskDoor(store, register, clock).routes(), *controls.routes()]
    return JsonApp(routes, controls.record)
