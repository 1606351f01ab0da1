"""What was answered, counted over all processes on all hosts.

Each process counts for some seconds by itself and then adds its counts to one hash in Redis, so that any
server tells the same at a scrape and nothing begins at naught with a new worker. A process that is killed
takes the counts of those seconds along; an emptied Redis begins anew, as Prometheus expects of any counter.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import redis

BUCKETS_MS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
"""The upper ends of the histogram; a last bucket has no end."""

_KEY = "traffic"
_GATHERED_SECONDS = 5.0
_US_PER_MS = 1000


@dataclass
class RouteTimes:
    """How long one operation took: answers by bucket (one more than there are ends), and their sum in ms."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_MS) + 1))
    total_ms: float = 0.0


@dataclass
class TrafficSoFar:
    """All counts: answers by (method, route, status), times by (method, route), events by (kind, name)."""

    answers: dict[tuple[str, str, str], int] = field(default_factory=dict)
    times: dict[tuple[str, str], RouteTimes] = field(default_factory=dict)
    events: dict[tuple[str, str], int] = field(default_factory=dict)


class Traffic:
    """Counts answers by their route's pattern; no count is about a person."""

    def __init__(self, short_lived: redis.Redis, *, gathered_seconds: float = _GATHERED_SECONDS) -> None:
        self._redis = short_lived
        self._gathered_seconds = gathered_seconds
        self._lock = threading.Lock()
        self._pending: Counter[str] = Counter()

    def count_answer(self, method: str, route: str, status: int, took_ms: float) -> None:
        """Count one answer."""
        place = f"{method}|{route}"
        self._add(
            {
                f"answers|{place}|{status}": 1,
                f"bucket|{place}|{bisect_left(BUCKETS_MS, took_ms)}": 1,
                f"us|{place}": int(took_ms * _US_PER_MS),
            }
        )

    def count_event(self, kind: str, name: str = "") -> None:
        """Count one event, such as a refusal by a limit."""
        self._add({f"event|{kind}|{name}": 1})

    def flush(self) -> None:
        """Add what this process has counted to what all have; without Redis it waits for the next time."""
        with self._lock:
            counted, self._pending = self._pending, Counter()
        if not counted:
            return
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                for name, count in counted.items():
                    pipe.hincrby(_KEY, name, count)
                pipe.execute()
        except redis.RedisError:
            with self._lock:
                self._pending.update(counted)

    def read(self) -> TrafficSoFar:
        """Return all counts, this process's own included; raises `redis.RedisError`."""
        self.flush()
        stored = cast("Mapping[bytes, bytes]", self._redis.hgetall(_KEY))
        return _sort_out({name.decode(): int(count) for name, count in stored.items()})

    def _add(self, counts: Mapping[str, int]) -> None:
        with self._lock:
            is_first = not self._pending
            for name, count in counts.items():
                self._pending[name] += count
        if is_first:
            # While nothing is asked, nothing runs: the next first count sets the next alarm.
            alarm = threading.Timer(self._gathered_seconds, self.flush)
            alarm.daemon = True
            alarm.start()


def _sort_out(stored: Mapping[str, int]) -> TrafficSoFar:
    so_far = TrafficSoFar()
    for name, count in sorted(stored.items()):
        kind, *place = name.split("|")
        if kind == "answers":
            so_far.answers[place[0], place[1], place[2]] = count
        elif kind == "event":
            so_far.events[place[0], place[1]] = count
        else:
            times = so_far.times.setdefault((place[0], place[1]), RouteTimes())
            if kind == "bucket":
                times.buckets[int(place[2])] = count
            else:
                times.total_ms = count / _US_PER_MS
    return so_far
