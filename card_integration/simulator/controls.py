"""What no real system has and every simulator does: ledger, log of requests, clock, faults to order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.web import (
    Route,
    invalid,
    json_body,
    json_response,
    text_member,
    whole_number_member,
)

_CONTROLS = "/_simulator/"
_REQUESTS_KEPT = 1000

F = TypeVar("F", bound=StrEnum)
Entries = Sequence[Mapping[str, Any]]


class RequestLog:
    """What callers sent over HTTP, apart from the controls and from the credentials in the headers.

    `secret_body` ends the paths whose body is not kept either.
    """

    def __init__(self, secret_body: str | None = None) -> None:
        self._secret_body = secret_body
        self._requests: deque[dict[str, str]] = deque(maxlen=_REQUESTS_KEPT)

    def record(self, request: Request) -> None:
        """Keep what a caller sent."""
        if request.path.startswith(_CONTROLS):
            return
        is_secret = self._secret_body is not None and request.path.endswith(self._secret_body)
        body = "" if is_secret else request.get_data(as_text=True)
        self._requests.append({"method": request.method, "path": request.full_path, "body": body})

    def entries(self) -> Entries:
        """Return what was kept, the oldest first."""
        return list(self._requests)


class Controls(ABC, Generic[F]):
    """The controls of every simulator; each adds what its own protocol needs."""

    def __init__(self, kinds: type[F], clock: ShiftedClock) -> None:
        self._kinds = kinds
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the controls' routes."""
        return [
            ("GET", "/_simulator/ledger", self._show_ledger),
            ("GET", "/_simulator/requests", self._show_requests),
            ("POST", "/_simulator/faults", self._order_fault),
            clock_route(self._clock),
        ]

    @abstractmethod
    def list_effects(self) -> Entries:
        """Return every effect there ever was, in order."""

    @abstractmethod
    def list_requests(self) -> Entries:
        """Return what reached the simulator lately, in order."""

    @abstractmethod
    def order(self, kind: F, count: int, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Order a fault for so many calls; return what else the order said. Raises `Problem` 400."""

    def _show_ledger(self, request: Request) -> Response:
        return json_response({"effects": self.list_effects()})

    def _show_requests(self, request: Request) -> Response:
        return json_response({"requests": self.list_requests()})

    def _order_fault(self, request: Request) -> Response:
        body = json_body(request)
        kind = text_member(body, "kind")
        if kind not in set(self._kinds):
            raise invalid(f"kind 应为 {', '.join(self._kinds)} 之一")
        count = whole_number_member({"count": 1, **body}, "count")
        return json_response({"kind": kind, "count": count, **self.order(self._kinds(kind), count, body)})


def clock_route(clock: ShiftedClock) -> Route:
    """Return the control that sets a simulator's clock forward or back."""

    def shift(request: Request) -> Response:
        clock.shift(whole_number_member(json_body(request), "offset_seconds"))
        return json_response({"now": clock.now().isoformat()})

    return ("POST", "/_simulator/clock", shift)
