"""How the service stands, for a monitor, in Prometheus' text format; not for the API's clients.

Everything is read at the scrape from what all processes on all hosts share, so any server tells the same:
the outbox and its breakers from the database, requests from the counts in Redis. Counters inside a process
would tell of that process alone, of the outbox worker's nothing, and would begin at naught with each restart.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from backend.platform.outbox.status import BreakerState, DestinationStatus, OutboxStatus, read_status
from miniprogram_api.authentication import Guard, guarded
from miniprogram_api.edge.parts import traffic_of_application
from miniprogram_api.public.health import check_all
from miniprogram_api.public.traffic_metrics import ReadinessCollector, TrafficCollector
from miniprogram_api.services import services

_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")
# A message without an operator belongs to the service itself.
_OWN = "self"


class OutboxCollector(Collector):
    """Tells the outbox anew at every scrape; no label names anything but an operator and a state."""

    def __init__(self, read: Callable[[], OutboxStatus]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Return the figures of this moment."""
        status = self._read()
        oldest = "Age of the oldest wish that waits, 0 where none does."
        yield GaugeMetricFamily(
            "card_outbox_oldest_ready_seconds", oldest, value=status.oldest_ready_seconds or 0
        )
        yield _by_destination(
            "card_outbox_destination_oldest_ready_seconds",
            oldest,
            status,
            lambda one: one.oldest_ready_seconds or 0,
        )
        yield _messages(status)
        yield _by_destination(
            "card_outbox_delivered_last_hour",
            "Messages that were done in the last hour.",
            status,
            lambda one: one.delivered,
        )
        yield _by_destination(
            "card_outbox_failed_attempts_last_hour",
            "Attempts that came to nothing, of the last hour's messages and of what waits.",
            status,
            lambda one: one.failed_attempts,
        )
        yield _breakers(status)


def _by_destination(
    name: str, meaning: str, status: OutboxStatus, figure: Callable[[DestinationStatus], float]
) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=["destination"])
    for one in status.destinations:
        family.add_metric([one.name or _OWN], figure(one))
    return family


def _messages(status: OutboxStatus) -> Metric:
    family = GaugeMetricFamily(
        "card_outbox_messages",
        "Messages that wait, are in work, or are dead letters.",
        labels=["destination", "state"],
    )
    for one in status.destinations:
        for state, count in (("ready", one.ready), ("leased", one.leased), ("dead", one.dead)):
            family.add_metric([one.name or _OWN, state], count)
    return family


def _breakers(status: OutboxStatus) -> Metric:
    family = GaugeMetricFamily(
        "card_outbox_breaker", "1 for the state of a destination's breaker.", labels=["destination", "state"]
    )
    for one in status.destinations:
        for state in BreakerState:
            family.add_metric([one.name or _OWN, state], one.breaker is state)
    return family


def build_metrics(token: str | None) -> Blueprint:
    """Make the blueprint of `GET /metrics`; without a token it answers callers on this machine alone."""
    metrics = Blueprint("metrics", __name__)
    monitor = Guard("monitor", lambda: _identify_monitor(token), ())
    metrics.add_url_rule("/metrics", view_func=guarded(show_metrics, monitor))
    return metrics


def show_metrics() -> Response:
    """Answer a scrape."""
    ground = services().ground
    registry = CollectorRegistry()
    registry.register(OutboxCollector(lambda: read_status(ground.database, ground.clock)))
    registry.register(ReadinessCollector(check_all))
    traffic = traffic_of_application()
    if traffic is not None:
        registry.register(TrafficCollector(traffic))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _identify_monitor(token: str | None) -> tuple[object, ...]:
    """Let a monitor pass; for anybody else there is no such address."""
    if not (_is_on_this_machine() if token is None else _has(token)):
        abort(404)
    return ()


def _has(token: str) -> bool:
    sent = request.authorization
    given = sent.token if sent is not None and sent.type == "bearer" else None
    return hmac.compare_digest((given or "").encode(), token.encode())


def _is_on_this_machine() -> bool:
    """Tell whether the caller sits here; what a proxy on this machine passes on comes from elsewhere."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
