"""What an operator's own staff do behind the platform's back, and what a lost disk does."""

from __future__ import annotations

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.contract.entitlements import end_by_staff, forget_all
from card_integration.simulator.contract.store import Store
from card_integration.simulator.web import Route, json_response


class StaffDoor:
    """Changes what is held without a word to the platform."""

    def __init__(self, store: Store, clock: ShiftedClock) -> None:
        self._store = store
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the staff's routes."""
        return [
            ("POST", "/_simulator/entitlements/<entitlement_id>/end", self._end),
            ("POST", "/_simulator/loss", self._lose),
        ]

    def _end(self, request: Request, entitlement_id: str) -> Response:
        with self._store.transaction() as db:
            end_by_staff(db, entitlement_id, self._clock.now())
        return Response(status=204)

    def _lose(self, request: Request) -> Response:
        """Lose every entitlement, as after a backup of the day before; the links are still there."""
        with self._store.transaction() as db:
            return json_response({"lost": forget_all(db)})
