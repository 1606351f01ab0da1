"""Faults to order: what Koha or the network can do to the next calls, or to a share of all calls."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable
from enum import StrEnum

from werkzeug.wrappers import Request, Response

from card_integration.simulator.koha.replies import koha_json

HANG_SECONDS = 60
BUSY_RETRY_AFTER_SECONDS = 2


class Fault(StrEnum):
    """What goes wrong with a call.

    Nothing done: `refuse` closes the connection, `hang` never answers, `busy` is 429 with Retry-After,
    `unavailable` a bare 503, `forbidden` a 403. Done, but: `apply_then_drop` loses the answer, `malformed`
    sends no JSON.
    """

    REFUSE = "refuse"
    HANG = "hang"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    FORBIDDEN = "forbidden"
    APPLY_THEN_DROP = "apply_then_drop"
    MALFORMED = "malformed"
    NONE = "none"


# What a campaign draws from; `hang` and `forbidden` would stop it for minutes.
_DRAWN = (Fault.REFUSE, Fault.BUSY, Fault.UNAVAILABLE, Fault.APPLY_THEN_DROP, Fault.MALFORMED)


class Faults:
    """Holds the ordered faults and spoils calls with them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind, self._left, self._method = Fault.NONE, 0, ""
        self._percent, self._random = 0, random.Random(0)  # noqa: S311  repeatable faults, no secret

    def order(self, kind: Fault, count: int, method: str) -> None:
        """Spoil the next `count` calls, of one method where one is named; replaces what was ordered."""
        with self._lock:
            self._kind, self._left, self._method = kind, count, method

    def order_share(self, percent: int, seed: int) -> None:
        """Spoil a share of all calls from now on, each with a fault drawn by seed."""
        with self._lock:
            self._percent, self._random = percent, random.Random(seed)  # noqa: S311  as above

    def spoil(self, request: Request, handle: Callable[[], Response]) -> Response:
        """Answer a call, with a fault if one is due."""
        kind = self._take(request.method)
        if kind is Fault.BUSY:
            headers = {"Retry-After": str(BUSY_RETRY_AFTER_SECONDS)}
            return koha_json({"error": "Too many requests"}, 429, headers)
        if kind is Fault.UNAVAILABLE:
            return koha_json({"error": "System is under maintenance."}, 503)
        if kind is Fault.FORBIDDEN:
            return koha_json({"error": "Authorization failure. Missing required permission(s)."}, 403)
        if kind is Fault.HANG:
            threading.Event().wait(HANG_SECONDS)
        if kind in (Fault.REFUSE, Fault.HANG):
            _drop(request)
        answer = handle()
        if kind is Fault.APPLY_THEN_DROP:
            _drop(request)
        if kind is Fault.MALFORMED:
            return Response('{"patron_id": ', answer.status_code, content_type=answer.content_type)
        return answer

    def _take(self, method: str) -> Fault:
        with self._lock:
            if self._left > 0 and self._method in ("", method):
                self._left -= 1
                return self._kind
            if self._random.randrange(100) < self._percent:
                return self._random.choice(_DRAWN)
            return Fault.NONE


def _drop(request: Request) -> None:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("a fault was ordered")
