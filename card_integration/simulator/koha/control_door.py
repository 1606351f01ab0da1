"""The controls of the simulated Koha: those of every simulator, a share of faults, and tokens that die."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.controls import Controls, Entries, RequestLog
from card_integration.simulator.koha.access import Access
from card_integration.simulator.koha.faults import Fault, Faults
from card_integration.simulator.koha.store import Store, list_effects
from card_integration.simulator.web import Route, json_body, json_response, whole_number_member

# Koha's clients send their credentials in the body of the token request.
_TOKEN_PATH = "/oauth/token"  # noqa: S105  a path


class ControlDoor(Controls[Fault]):
    """Steers the simulator and tells what it saw."""

    def __init__(self, store: Store, access: Access, faults: Faults, clock: ShiftedClock) -> None:
        super().__init__(Fault, clock)
        self._store = store
        self._access = access
        self._faults = faults
        self._log = RequestLog(secret_body=_TOKEN_PATH)

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [
            *super().routes(),
            ("POST", "/_simulator/fault-share", self._order_fault_share),
            ("POST", "/_simulator/token-revocation", self._revoke_tokens),
        ]

    def record(self, request: Request) -> None:
        """Keep what a client sent."""
        self._log.record(request)

    def list_effects(self) -> Entries:
        """Return every effect there ever was, in order."""
        with self._store.transaction() as db:
            return list_effects(db)

    def list_requests(self) -> Entries:
        """Return what reached Koha lately, in order."""
        return self._log.entries()

    def order(self, kind: Fault, count: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Spoil the next calls with a fault: all, or those with the `method` that is named."""
        method = body.get("method", "")
        self._faults.order(kind, count, method)
        return {"method": method}

    def _order_fault_share(self, request: Request) -> Response:
        body = json_body(request)
        percent, seed = whole_number_member(body, "percent"), whole_number_member({"seed": 0, **body}, "seed")
        self._faults.order_share(percent, seed)
        return json_response({"percent": percent, "seed": seed})

    def _revoke_tokens(self, request: Request) -> Response:
        self._access.revoke_all()
        return Response(status=204)
