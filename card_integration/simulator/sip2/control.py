"""The library's HTTP side: the librarian's desk, and what no real library has, its ledger and its faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.controls import Controls, Entries
from card_integration.simulator.sip2.faults import Fault, Faults
from card_integration.simulator.sip2.library import Library, Patron
from card_integration.simulator.sip2.server import Sip2Server
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


class DeskDoor:
    """The librarian's own screen."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> list[Route]:
        """Return the desk's routes."""
        return [
            ("GET", "/desk/readers/<card_number>", self._show),
            ("POST", "/desk/charges", self._charge),
            ("POST", "/desk/loans", self._lend),
            ("POST", "/desk/blocks", self._block),
        ]

    def _show(self, request: Request, card_number: str) -> Response:
        with self._library.lock:
            return json_response(_view_of(self._get_patron(card_number)))

    def _charge(self, request: Request) -> Response:
        body = json_body(request)
        text, amount_fen = text_member(body, "text"), whole_number_member(body, "amount_fen")
        with self._library.lock:
            patron = self._get_patron(text_member(body, "card_number"))
            line = self._library.charge(patron, text, amount_fen)
            return json_response({"line": line.number}, 201)

    def _lend(self, request: Request) -> Response:
        body = json_body(request)
        item, title = text_member(body, "item"), text_member(body, "title")
        with self._library.lock:
            patron = self._get_patron(text_member(body, "card_number"))
            loan = self._library.lend(patron, item, title, whole_number_member(body, "days"))
            loan.is_reserved = body.get("is_reserved") is True
            return json_response({"due_on": loan.due_on.isoformat()}, 201)

    def _block(self, request: Request) -> Response:
        body = json_body(request)
        with self._library.lock:
            patron = self._get_patron(text_member(body, "card_number"))
            patron.is_blocked = body.get("is_blocked") is True
            return json_response(_view_of(patron))

    def _get_patron(self, card_number: str) -> Patron:
        patron = self._library.find(card_number)
        if patron is None:
            raise Problem(404, "unknown-card", "本馆没有这个卡号")
        return patron


class ControlDoor(Controls[Fault]):
    """The controls of every simulator, the set-up of payments, and a new beginning."""

    def __init__(self, library: Library, server: Sip2Server, faults: Faults, clock: ShiftedClock) -> None:
        super().__init__(Fault, clock)
        self._library = library
        self._server = server
        self._faults = faults

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [
            *super().routes(),
            ("POST", "/_simulator/payments", self._set_up_payments),
            ("POST", "/_simulator/opening", self._open_anew),
        ]

    def list_effects(self) -> Entries:
        """Return every effect since the opening, in order."""
        with self._library.lock:
            return self._library.list_effects()

    def list_requests(self) -> Entries:
        """Return what reached the wire lately, in order."""
        return list(self._server.requests)

    def order(self, kind: Fault, count: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Spoil the next requests: all, or those with the code `request`, after letting `spared` pass."""
        code, spared = body.get("request", ""), whole_number_member({"spared": 0, **body}, "spared")
        if not isinstance(code, str):
            raise invalid("request 应为报文代码")
        self._faults.order(kind, count, code, spared)
        return {"request": code}

    def _set_up_payments(self, request: Request) -> Response:
        with self._library.lock:
            self._library.disallow_overpayment = json_body(request).get("disallow_overpayment") is True
            return json_response({"disallow_overpayment": self._library.disallow_overpayment})

    def _open_anew(self, request: Request) -> Response:
        self._faults.order(Fault.NONE, 0)
        self._clock.shift(0)
        with self._library.lock:
            self._library.open_anew()
            self._server.requests.clear()
            return json_response({"patrons": len(self._library.patrons())})


def create_controls(library: Library, server: Sip2Server, faults: Faults, clock: ShiftedClock) -> JsonApp:
    """Build the HTTP side of a running library."""
    control = ControlDoor(library, server, faults, clock)
    return JsonApp([*DeskDoor(library).routes(), *control.routes()], lambda request: None)


def _view_of(patron: Patron) -> dict[str, Any]:
    return {
        "card_number": patron.card_number,
        "is_blocked": patron.is_blocked,
        "balance_fen": patron.balance_fen(),
        "lines": [
            {"number": line.number, "text": line.text, "open_fen": line.open_fen} for line in patron.lines
        ],
        "loans": [{"item": loan.item, "due_on": loan.due_on.isoformat()} for loan in patron.loans],
    }
