"""Faults to order: what a server or the network can do to the next requests."""

from __future__ import annotations

import threading
from enum import StrEnum

HANG_SECONDS = 60


class Fault(StrEnum):
    """What goes wrong with a request.

    `hang`: no answer, nothing done; `close_before`, `close_after`: the connection ends before or after the
    request was done; `split`: done, the answer comes byte by byte; `garble`: done, one byte of the answer is
    wrong; `wrong_digit`: done, the answer carries another number; `ask_again`: 96, nothing done; `lie`: a
    payment is called done and is not.
    """

    HANG = "hang"
    CLOSE_BEFORE = "close_before"
    CLOSE_AFTER = "close_after"
    SPLIT = "split"
    GARBLE = "garble"
    WRONG_DIGIT = "wrong_digit"
    ASK_AGAIN = "ask_again"
    LIE = "lie"
    NONE = "none"


class Faults:
    """Holds the ordered fault and spoils that many requests with it: all, or those with one code."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kind, self._code, self._spared, self._left = Fault.NONE, "", 0, 0

    def order(self, kind: Fault, count: int, code: str = "", spared: int = 0) -> None:
        """Spoil `count` requests with this code, empty for any, after letting some pass; replaces what was
        ordered before."""
        with self._lock:
            self._kind, self._code, self._spared, self._left = kind, code, spared, count

    def take(self, code: str) -> Fault:
        """Return what goes wrong with a request."""
        with self._lock:
            if self._left <= 0 or self._code not in ("", code):
                return Fault.NONE
            if self._spared > 0:
                self._spared -= 1
                return Fault.NONE
            self._left -= 1
            return self._kind
