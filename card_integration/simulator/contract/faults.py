"""Faults to order: what an operator's system or the network can do to the next contract calls."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from enum import StrEnum
from random import Random

from werkzeug.wrappers import Request, Response

from card_integration.simulator.web import Problem

HANG_SECONDS = 60
SLOW_SECONDS = 0.5
BUSY_RETRY_AFTER_SECONDS = 2


class Fault(StrEnum):
    """What goes wrong with a call.

    Nothing is done by `refuse` (422), `busy` (429 with Retry-After), `unavailable` (a bare 503), `drop` (the
    connection is cut) and `hang` (no answer). All is done, and then the answer is lost (`apply_then_drop`),
    is no JSON (`malformed`), or takes its time (`slow`).
    """

    REFUSE = "refuse"
    HANG = "hang"
    APPLY_THEN_DROP = "apply_then_drop"
    BUSY = "busy"
    MALFORMED = "malformed"
    UNAVAILABLE = "unavailable"
    DROP = "drop"
    SLOW = "slow"
    NONE = "none"


# What may come by chance: not a refusal, which is an answer, and not hanging, which is a long drop.
_BY_CHANCE = (
    *(Fault.APPLY_THEN_DROP, Fault.BUSY, Fault.MALFORMED),
    *(Fault.UNAVAILABLE, Fault.DROP, Fault.SLOW),
)


class Faults:
    """Holds what was ordered: one fault for so many calls, or faults of every kind by chance."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind, self._left = Fault.NONE, 0
        self._percent, self._chance = 0, Random()  # noqa: S311  faults, which a seed must bring back

    def order(self, kind: Fault, count: int) -> None:
        """Spoil the next `count` calls; replaces what was ordered before."""
        with self._lock:
            self._kind, self._left, self._percent = kind, count, 0

    def order_by_chance(self, percent: int, seed: int) -> None:
        """Spoil that share of all calls from now on, the same row of faults for the same seed."""
        with self._lock:
            self._left, self._percent, self._chance = 0, percent, Random(seed)  # noqa: S311

    def spoil(self, request: Request, handle: Callable[[], Response]) -> Response:
        """Answer a call, with the ordered fault if one is left; raises `Problem` for a refusal."""
        kind = self._take()
        if kind is Fault.REFUSE:
            raise Problem(422, "refused-by-operator", "本单位暂不办理这项业务")
        if kind is Fault.BUSY:
            headers = {"Retry-After": str(BUSY_RETRY_AFTER_SECONDS)}
            raise Problem(429, "busy", "系统繁忙，请稍后再试", headers=headers)
        if kind is Fault.UNAVAILABLE:
            raise Problem(503, "unavailable", "系统暂不可用")
        if kind is Fault.HANG:
            threading.Event().wait(HANG_SECONDS)
        if kind in (Fault.HANG, Fault.DROP):
            _drop(request)
        answer = handle()
        if kind is Fault.SLOW:
            threading.Event().wait(SLOW_SECONDS)
        if kind is Fault.APPLY_THEN_DROP:
            _drop(request)
        if kind is Fault.MALFORMED:
            return Response('{"revision": ', answer.status_code, content_type="application/json")
        return answer

    def _take(self) -> Fault:
        with self._lock:
            if self._left > 0:
                self._left -= 1
                return self._kind
            is_spoilt = self._chance.random() * 100 < self._percent
            return self._chance.choice(_BY_CHANCE) if is_spoilt else Fault.NONE


def _drop(request: Request) -> None:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("a fault was ordered")
