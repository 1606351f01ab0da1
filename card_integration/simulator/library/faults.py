"""Faults to order: what an operator's system or the network can do to the next contract calls."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from enum import StrEnum

from werkzeug.wrappers import Request, Response

from card_integration.simulator.web import Problem

HANG_SECONDS = 60
BUSY_RETRY_AFTER_SECONDS = 2


class Fault(StrEnum):
    """What goes wrong with a call.

    `refuse`: 422, nothing done; `busy`: 429 with Retry-After, nothing done; `hang`: no answer, nothing done;
    `apply_then_drop`: done, then the answer is lost; `malformed`: done, then an answer that is no JSON.
    """

    REFUSE = "refuse"
    HANG = "hang"
    APPLY_THEN_DROP = "apply_then_drop"
    BUSY = "busy"
    MALFORMED = "malformed"
    NONE = "none"


class Faults:
    """Holds the ordered fault and spoils that many calls with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind, self._left = Fault.NONE, 0

    def order(self, kind: Fault, count: int) -> None:
        """Spoil the next `count` calls; replaces what was ordered before."""
        with self._lock:
            self._kind, self._left = kind, count

    def spoil(self, request: Request, handle: Callable[[], Response]) -> Response:
        """Answer a call, with the ordered fault if one is left; raises `Problem` for `refuse` and `busy`."""
        kind = self._take()
        if kind is Fault.REFUSE:
            raise Problem(422, "refused-by-operator", "本馆暂不办理这项业务")
        if kind is Fault.BUSY:
            headers = {"Retry-After": str(BUSY_RETRY_AFTER_SECONDS)}
            raise Problem(429, "busy", "系统繁忙，请稍后再试", headers=headers)
        if kind is Fault.HANG:
            threading.Event().wait(HANG_SECONDS)
            _drop(request)
        answer = handle()
        if kind is Fault.APPLY_THEN_DROP:
            _drop(request)
        if kind is Fault.MALFORMED:
            return Response('{"revision": ', answer.status_code, content_type="application/json")
        return answer

    def _take(self) -> Fault:
        with self._lock:
            if self._left <= 0:
                return Fault.NONE
            self._left -= 1
            return self._kind


def _drop(request: Request) -> None:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("a fault was ordered")
