"""Latencies under a light, fixed load: a few connections, each asking at moments set beforehand.

Each latency counts from the moment at which its request was due: an answer that keeps the next request
waiting is felt by that one too, as it would be by a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter, sleep

from bench.load import ask, open_line

_CONNECTIONS = 8
_HEAD_START_SECONDS = 0.05


@dataclass(frozen=True)
class PacedLoad:
    """Requests to send to a port, each once, so many a second in all."""

    port: int
    requests: Sequence[bytes]
    per_second: float


def measure_latencies(load: PacedLoad) -> list[float]:
    """Return the seconds that each request took; raises `LoadFailed` for an answer other than 200."""
    starts = perf_counter() + _HEAD_START_SECONDS
    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        shares = threads.map(lambda first: _measure_share(load, first, starts), range(_CONNECTIONS))
        return [seconds for share in shares for seconds in share]


def p99(latencies: Sequence[float]) -> float:
    """Return what 99 of 100 stay below."""
    return quantiles(latencies, n=100)[-1]


def _measure_share(load: PacedLoad, first: int, starts: float) -> list[float]:
    """Send every eighth request over a connection of its own."""
    latencies = []
    with open_line(load.port) as line:
        for number in range(first, len(load.requests), _CONNECTIONS):
            due = starts + number / load.per_second
            sleep(max(0.0, due - perf_counter()))
            ask(line, load.requests[number])
            latencies.append(perf_counter() - due)
    return latencies
