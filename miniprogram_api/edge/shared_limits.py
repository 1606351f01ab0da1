"""Limits that hold over all processes: Flask-Limiter, counting in our Redis in one round trip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from math import ceil
from time import time
from typing import Any

import redis
from flask import Flask, g
from flask_limiter import Limiter, RequestLimit
from flask_limiter.errors import RateLimitExceeded
from limits.storage import RedisStorage

from miniprogram_api.edge.limit_policy import SharedLimit
from miniprogram_api.edge.token_buckets import Standing

_SCHEME = "citizen-card"
_COUNT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[2])
if count == tonumber(ARGV[2]) then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}
"""


class OneTripStorage(RedisStorage):
    """Counts, and brings the end of the window along: asked for apart, each would be a trip of its own."""

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012  limits declares it so

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count in a window of `expiry` seconds; raises `redis.RedisError`."""
        script = self.get_connection().register_script(_COUNT.encode())
        count, left_seconds = script(keys=[self.prefixed_key(key)], args=[expiry, amount])
        _counted()[key] = (int(count), time() + left_seconds)
        return int(count)

    def get(self, key: str) -> int:
        """Return what was counted in this request."""
        return _counted().get(key, (0, 0.0))[0]

    def get_expiry(self, key: str) -> float:
        """Return the moment at which the window ends of what was counted in this request."""
        return _counted().get(key, (0, time()))[1]


def _counted() -> dict[str, tuple[int, float]]:
    counted: dict[str, tuple[int, float]] = g.setdefault("edge_counted", {})
    return counted


class SharedLimits:
    """Holds a caller to the limits of the operation; without Redis each process goes on by itself."""

    def __init__(
        self,
        app: Flask,
        short_lived: redis.Redis,
        limits: tuple[SharedLimit, ...],
        factor: float,
        key_of_caller: Callable[[], str],
    ) -> None:
        # The very connections that everything else uses, fakeredis' too.
        options: Any = {"connection_pool": short_lived.connection_pool}
        self._limiter = Limiter(
            key_of_caller,
            storage_uri=f"{_SCHEME}://",
            storage_options=options,
            in_memory_fallback_enabled=True,
        )
        # Known to the application already, it adds no hooks to each request: the guards ask it once they know
        # the caller, and only where there is a limit.
        app.extensions.setdefault("limiter", set()).add(self._limiter)
        self._limiter.init_app(app)
        self._gates = self._build_gates(limits, factor)

    def spend(self, operation: str) -> list[Standing]:
        """Count this request; the standing of one that is too many says for how long."""
        gate = self._gates.get(operation)
        if gate is None:
            return []
        with suppress(RateLimitExceeded):
            gate()
        return [_standing_of(one) for one in self._limiter.current_limits]

    def _build_gates(
        self, limits: tuple[SharedLimit, ...], factor: float
    ) -> Mapping[str, Callable[[], None]]:
        gates: dict[str, Callable[[], None]] = {}
        for one in limits:
            limited = self._limiter.shared_limit(one.times(factor), scope=one.name)
            gates |= dict.fromkeys(one.operations, limited(_gate(one.name)))
        return gates


def _gate(name: str) -> Callable[[], None]:
    """Return something to pass through; Flask-Limiter knows its limits by the name of what it wraps."""

    def gate() -> None:
        """Do nothing more."""

    gate.__name__ = gate.__qualname__ = f"limit_{name}"
    return gate


def _standing_of(found: RequestLimit) -> Standing:
    window, (ends_at, left) = found.limit.get_expiry(), found.window
    left_seconds = min(max(1, ceil(ends_at - time())), window)
    name = f"{found.request_args[-1]}-{window}"
    return Standing(
        name, found.limit.amount, window, left, left_seconds, left_seconds if found.breached else 0
    )
