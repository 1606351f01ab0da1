"""What no real Koha has: its ledger, what reached it, its clock, and faults to order."""

from __future__ import annotations

from collections import deque

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.koha.access import Access
from card_integration.simulator.koha.faults import Fault, Faults
from card_integration.simulator.koha.store import Store, list_effects
from card_integration.simulator.web import (
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)

_REQUESTS_KEPT = 1000


class ControlDoor:
    """Steers the simulator and tells what it saw."""

    def __init__(self, store: Store, access: Access, faults: Faults, clock: ShiftedClock) -> None:
        self._store = store
        self._access = access
        self._faults = faults
        self._clock = clock
        self._requests: deque[dict[str, str]] = deque(maxlen=_REQUESTS_KEPT)

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [
            ("GET", "/_simulator/ledger", self._show_ledger),
            ("GET", "/_simulator/requests", self._show_requests),
            ("POST", "/_simulator/faults", self._order_fault),
            ("POST", "/_simulator/fault-share", self._order_fault_share),
            ("POST", "/_simulator/clock", self._shift_clock),
            ("POST", "/_simulator/token-revocation", self._revoke_tokens),
        ]

    def record(self, request: Request) -> None:
        """Keep what a client sent, apart from these controls and from credentials."""
        if request.path.startswith("/_simulator/"):
            return
        is_secret = request.path.endswith("/oauth/token")
        body = "" if is_secret else request.get_data(as_text=True)
        self._requests.append({"method": request.method, "path": request.full_path, "body": body})

    def _show_ledger(self, request: Request) -> Response:
        with self._store.transaction() as db:
            return json_response({"effects": list_effects(db)})

    def _show_requests(self, request: Request) -> Response:
        return json_response({"requests": list(self._requests)})

    def _order_fault(self, request: Request) -> Response:
        body = json_body(request)
        kind, method = text_member(body, "kind"), body.get("method", "")
        if kind not in set(Fault):
            raise invalid(f"kind 应为 {', '.join(Fault)} 之一")
        count = whole_number_member({"count": 1, **body}, "count")
        self._faults.order(Fault(kind), count, method)
        return json_response({"kind": kind, "count": count, "method": method})

    def _order_fault_share(self, request: Request) -> Response:
        body = json_body(request)
        percent, seed = whole_number_member(body, "percent"), whole_number_member({"seed": 0, **body}, "seed")
        self._faults.order_share(percent, seed)
        return json_response({"percent": percent, "seed": seed})

    def _shift_clock(self, request: Request) -> Response:
        self._clock.shift(whole_number_member(json_body(request), "offset_seconds"))
        return json_response({"now": self._clock.now().isoformat()})

    def _revoke_tokens(self, request: Request) -> Response:
        self._access.revoke_all()
        return Response(status=204)
