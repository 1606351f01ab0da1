"""The edge put together, and put around an application."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask, Response, current_app
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.domain import Domain, Ground
from backend.platform.clock import SystemClock
from backend.platform.field_encryption import BlindIndex
from backend.platform.logs.configuring import LogStyle, configure_logs
from backend.platform.logs.slow_statements import watch_statements
from backend.platform.spans import Spans, open_spans
from backend.platform.traffic import Traffic
from miniprogram_api.edge.callers import Caller, Pseudonyms, anonymous_caller, note_caller
from miniprogram_api.edge.cross_origin import CrossOrigin
from miniprogram_api.edge.journal import Journal
from miniprogram_api.edge.limit_policy import LimitPolicy, parse_limits
from miniprogram_api.edge.limits import Limits
from miniprogram_api.edge.security_headers import SecurityHeaders, add_rate_limits

_EXTENSION, _TRAFFIC = "citizen_card_edge", "citizen_card_traffic"
_KEY_BYTES = 32


def _own_pseudonyms() -> Pseudonyms:
    return Pseudonyms(BlindIndex(secrets.token_bytes(_KEY_BYTES)), SystemClock())


@dataclass(frozen=True)
class Edge:
    """What stands at the edge; as it is without arguments it limits, counts and believes nothing.

    `proxies` is how many of ours stand in front, one behind the other.
    """

    proxies: int = 0
    origins: frozenset[str] = frozenset()
    is_https: bool = False
    limits: LimitPolicy | None = None
    limits_factor: float = 1.0
    traffic: Traffic | None = None
    spans: Spans | None = None
    pseudonyms: Pseudonyms = field(default_factory=_own_pseudonyms)

    def traced(self, domain: Domain) -> Domain:
        """Return the domain with its deliveries noted, where tracing is on."""
        if self.spans is None:
            return domain
        return replace(domain, outbox_handlers=self.spans.watch_deliveries(domain.outbox_handlers))

    def put_around(self, app: Flask, ground: Ground) -> None:
        """Let every request of the application pass here, before anything else and after everything."""
        if self.proxies:
            # Only the addresses that our own proxies added count: whatever a caller wrote stands before them.
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=self.proxies, x_proto=self.proxies)  # type: ignore[method-assign]
        journal = Journal(
            self.pseudonyms, believes_ids=self.proxies > 0, traffic=self.traffic, spans=self.spans
        )
        headers, origins = SecurityHeaders(is_https=self.is_https), CrossOrigin(self.origins)

        def finish(response: Response) -> Response:
            headers.add_to(response)
            add_rate_limits(response)
            origins.add_to(response)
            journal.end(response)
            return response

        app.extensions[_TRAFFIC] = self.traffic
        app.before_request(journal.begin)
        app.after_request(finish)
        app.teardown_request(lambda _error: journal.leave())
        if self.limits is not None:
            parts = (app, self.limits, ground.short_lived, self.pseudonyms)
            app.extensions[_EXTENSION] = Limits(*parts, factor=self.limits_factor)


def build_edge(ground: Ground, limits: Any, settings: Mapping[str, Any]) -> Edge:
    """Return the edge that the settings describe, and begin to log and watch as they say."""
    configure_logs(LogStyle(settings["log_format"]))
    traffic = Traffic(ground.short_lived)
    watch_statements(
        ground.database, settings["slow_query_ms"], lambda: traffic.count_event("slow_statement")
    )
    spans = open_spans(settings["otlp_endpoint"])
    if spans is not None:
        spans.watch_statements(ground.database)
    return Edge(
        proxies=settings["trusted_proxies"],
        origins=frozenset(settings["cors_origins"]),
        is_https=ground.city.base_url.startswith("https:"),
        limits=parse_limits(limits),
        limits_factor=settings["limits_factor"],
        traffic=traffic,
        spans=spans,
        pseudonyms=Pseudonyms(ground.blind_index, ground.clock),
    )


def traffic_of_application() -> Traffic | None:
    """Return what the running application counts with, if it counts."""
    found: Traffic | None = current_app.extensions[_TRAFFIC]
    return found


def admit_caller(caller: Caller) -> None:
    """Note who asks and hold them to their limits; raises `TooMany`."""
    note_caller(caller)
    limits = _limits()
    if limits is not None:
        limits.spend(caller)


def turn_away() -> None:
    """Count somebody whom a guard refuses, at their address; raises `TooMany`."""
    caller = anonymous_caller()
    note_caller(caller)
    limits = _limits()
    if limits is not None:
        limits.spend_unproven(caller)


def _limits() -> Limits | None:
    found: Limits | None = current_app.extensions.get(_EXTENSION)
    return found
