"""The controls of a simulated operator: those of every simulator, and faults that come by chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.faults import Fault, Faults
from card_integration.simulator.contract.store import Store, list_effects
from card_integration.simulator.controls import Controls, Entries, RequestLog
from card_integration.simulator.web import Route, invalid, json_body, json_response, whole_number_member


class ControlDoor(Controls[Fault]):
    """Steers a simulated operator and tells what it saw."""

    def __init__(self, store: Store, faults: Faults, clock: ShiftedClock) -> None:
        super().__init__(Fault, clock)
        self._store = store
        self._faults = faults
        self._log = RequestLog()

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [*super().routes(), ("POST", "/_simulator/faults/by-chance", self._order_by_chance)]

    def record(self, request: Request) -> None:
        """Keep what a caller sent."""
        self._log.record(request)

    def list_effects(self) -> Entries:
        """Return every effect the operator ever made, in order."""
        with self._store.transaction() as db:
            return list_effects(db)

    def list_requests(self) -> Entries:
        """Return what reached the operator lately, in order."""
        return self._log.entries()

    def order(self, kind: Fault, count: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Spoil the next calls with a fault."""
        self._faults.order(kind, count)
        return {}

    def _order_by_chance(self, request: Request) -> Response:
        body = json_body(request)
        percent, seed = whole_number_member(body, "percent"), whole_number_member(body, "seed")
        if not 0 <= percent <= 100:
            raise invalid("percent 应在 0 到 100 之间")
        self._faults.order_by_chance(percent, seed)
        return json_response({"percent": percent, "seed": seed})
