"""Ceilings that are counted in this process: a bucket for each caller, filled up as time passes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic

from miniprogram_api.edge.limit_policy import Ceiling

_MINUTE_SECONDS = 60.0
_MOST_BUCKETS = 20_000


@dataclass(slots=True)
class _Bucket:
    """How many more requests fit in, as of a moment."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a caller stands under one limit: what is left, and in how many seconds it is whole again.

    `wait_seconds` is 0 unless this very request is one too many.
    """

    name: str
    quota: int
    window_seconds: int
    left: int
    whole_in_seconds: int
    wait_seconds: int = 0


class TokenBuckets:
    """The buckets of one ceiling: a request costs a few sums, where a count in Redis is a round trip."""

    def __init__(self, name: str, ceiling: Ceiling, now: Callable[[], float] = monotonic) -> None:
        self._name = name
        self._at_once = ceiling.at_once
        self._a_minute = ceiling.a_minute
        self._a_second = ceiling.a_minute / _MINUTE_SECONDS
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def spend(self, caller: str) -> Standing:
        """Count one request of a caller; one too many takes nothing away."""
        now = self._now()
        with self._lock:
            bucket = self._buckets.get(caller)
            if bucket is None:
                bucket = self._open(caller, now)
            left = min(self._at_once, bucket.left + (now - bucket.at) * self._a_second)
            is_within = left >= 1
            bucket.left, bucket.at = left - is_within, now
            left = bucket.left
        return Standing(
            self._name,
            self._a_minute,
            int(_MINUTE_SECONDS),
            int(left),
            ceil((self._at_once - left) / self._a_second),
            0 if is_within else max(1, ceil((1 - left) / self._a_second)),
        )

    def _open(self, caller: str, now: float) -> _Bucket:
        if len(self._buckets) >= _MOST_BUCKETS:
            self._forget_full(now)
        bucket = self._buckets[caller] = _Bucket(self._at_once, now)
        return bucket

    def _forget_full(self, now: float) -> None:
        """Forget those that would be full by now, and were it none, everything: memory has a ceiling too."""
        fills_in = self._at_once / self._a_second
        self._buckets = {name: one for name, one in self._buckets.items() if now - one.at < fills_in}
        if len(self._buckets) >= _MOST_BUCKETS:
            self._buckets.clear()
