"""Who wrote to the account when, and what it may therefore still send (客服消息下发规则)."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from card_integration.simulator.wechat.errors import WeChatError

AFTER_A_MESSAGE = (5, 48 * 3600)
AFTER_AN_ACT = (3, 60)
_ACTS = frozenset({"click", "subscribe", "scan"})


@dataclass
class _Allowance:
    left: int
    until: float


class Contacts:
    """Allows five messages in 48 hours after a message, three in a minute after a click, a scan, a follow."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._allowances: dict[str, dict[tuple[int, int], _Allowance]] = {}
        self._chats: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def note_message(self, openid: str) -> None:
        """Begin 48 hours anew: the person wrote."""
        self._allow(openid, AFTER_A_MESSAGE)

    def note_event(self, openid: str, event: str) -> None:
        """Begin a minute, for an event that allows it; whoever leaves gets nothing more."""
        if event.lower() == "unsubscribe":
            with self._lock:
                self._allowances[openid] = {}
        if event.lower() in _ACTS:
            self._allow(openid, AFTER_AN_ACT)

    def spend(self, openid: str) -> None:
        """Count one message of the account. Raises `WeChatError` 45015 and 45047."""
        with self._lock:
            allowances = sorted(self._allowances.get(openid, {}).values(), key=lambda one: one.until)
            living = [one for one in allowances if one.until >= self._now()]
            if not living:
                raise WeChatError(45015)
            for one in living:
                if one.left > 0:
                    one.left -= 1
                    return
        raise WeChatError(45047)

    def show(self, openid: str, **message: Any) -> None:
        """Put a message into the person's chat window."""
        with self._lock:
            self._chats[openid].append(message)

    def read_chat(self, openid: str) -> list[dict[str, Any]]:
        """Return what the account said to the person, the oldest first."""
        with self._lock:
            return list(self._chats[openid])

    def clear(self) -> None:
        """Begin as if nobody had ever written."""
        with self._lock:
            self._allowances.clear()
            self._chats.clear()

    def has_met(self, openid: str) -> bool:
        """Tell whether the person has ever written to the account."""
        with self._lock:
            return openid in self._allowances

    def _allow(self, openid: str, kind: tuple[int, int]) -> None:
        most, seconds = kind
        with self._lock:
            self._allowances.setdefault(openid, {})[kind] = _Allowance(most, self._now() + seconds)
