"""What was asked and how it went, for a monitor: rates, times and refusals of all processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

import redis
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from backend.platform.traffic import BUCKETS_MS, RouteTimes, Traffic, TrafficSoFar

_MS = 1000


class TrafficCollector(Collector):
    """Tells what all processes have counted; without Redis, where the counts are, it tells nothing."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def collect(self) -> Iterator[Metric]:
        """Return the counts so far."""
        try:
            so_far = self._traffic.read()
        except redis.RedisError:
            return
        yield _answers(so_far)
        yield _times(so_far)
        yield _events(
            so_far, "limited", CounterMetricFamily("card_limited", "Requests too many.", labels=["limit"])
        )
        slow = CounterMetricFamily("card_slow_statements", "Statements that took long.")
        slow.add_metric([], so_far.events.get(("slow_statement", ""), 0))
        yield slow


class ReadinessCollector(Collector):
    """Tells the checks of `GET /readyz` one by one."""

    def __init__(self, check: Callable[[], Mapping[str, bool]]) -> None:
        self._check = check

    def collect(self) -> Iterator[Metric]:
        """Return each check as it is at this moment."""
        family = GaugeMetricFamily("card_ready", "1 for each part that is well.", labels=["check"])
        for name, is_well in self._check().items():
            family.add_metric([name], is_well)
        yield family


def _answers(so_far: TrafficSoFar) -> Metric:
    labels = ["method", "route", "status"]
    family = CounterMetricFamily("card_requests", "Answers, by the pattern of their route.", labels=labels)
    for place, count in so_far.answers.items():
        family.add_metric(place, count)
    return family


def _times(so_far: TrafficSoFar) -> Metric:
    meaning = "How long answers took, from the request's arrival at the application."
    family = HistogramMetricFamily("card_request_seconds", meaning, labels=["method", "route"])
    for place, times in so_far.times.items():
        family.add_metric(place, _cumulated(times), sum_value=times.total_ms / _MS)
    return family


def _cumulated(times: RouteTimes) -> list[tuple[str, float]]:
    ends = [*(str(end / _MS) for end in BUCKETS_MS), "+Inf"]
    return list(zip(ends, accumulate(times.buckets), strict=True))


def _events(so_far: TrafficSoFar, kind: str, family: CounterMetricFamily) -> Metric:
    for (of_kind, name), count in so_far.events.items():
        if of_kind == kind:
            family.add_metric([name], count)
    return family
