"""Each request gets an id and leaves one line, one count and, where tracing is on, one span.

Nothing of it is personal: the route's pattern and no address, a name that the caller has for a day, no body.
"""

from __future__ import annotations

import logging
import re
from time import perf_counter

from flask import Response, g, request

from backend.platform.ids import new_id
from backend.platform.logs.request_id import REQUEST_ID
from backend.platform.spans import Span, Spans
from backend.platform.traffic import Traffic
from miniprogram_api.edge.callers import Pseudonyms, noted_caller

log = logging.getLogger(__name__)

_MS = 1000
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_MONITORS_OWN = "/metrics"


class Journal:
    """Notes requests; ids are taken from a caller only where a proxy of ours stands in front of it."""

    def __init__(
        self,
        pseudonyms: Pseudonyms,
        *,
        believes_ids: bool,
        traffic: Traffic | None,
        spans: Spans | None,
    ) -> None:
        self._pseudonyms = pseudonyms
        self._believes_ids = believes_ids
        self._traffic = traffic
        self._spans = spans

    def begin(self) -> None:
        """Begin a request."""
        g.edge_begun_at = perf_counter()
        g.request_id = self._sent_id() or new_id("req")
        REQUEST_ID.set(g.request_id)
        if self._spans is not None:
            traceparent = request.headers.get("traceparent") if self._believes_ids else None
            g.edge_span = self._spans.begin_request(traceparent)

    def end(self, response: Response) -> None:
        """Note how a request was answered, and tell the caller its id."""
        response.headers["X-Request-Id"] = g.request_id
        took_ms = (perf_counter() - g.edge_begun_at) * _MS
        method = request.method if request.method in _METHODS else "OTHER"
        route = request.url_rule.rule if request.url_rule is not None else "unmatched"
        self._log(method, route, response.status_code, took_ms)
        if self._traffic is not None and route != _MONITORS_OWN:
            self._traffic.count_answer(method, route, response.status_code, took_ms)
            if "edge_limited_by" in g:
                self._traffic.count_event("limited", g.edge_limited_by)
        span: Span | None = g.pop("edge_span", None)
        if span is not None:
            facts: dict[str, str | int] = {
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": response.status_code,
            }
            span.end(f"{method} {route}", facts)

    @staticmethod
    def leave() -> None:
        """Let nothing of this request into what the thread does next."""
        REQUEST_ID.set(None)

    def _log(self, method: str, route: str, status: int, took_ms: float) -> None:
        if not log.isEnabledFor(logging.INFO):
            return
        caller = noted_caller()
        facts: dict[str, str | int | float] = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(took_ms, 2),
            "caller_kind": caller.kind if caller is not None else "unknown",
        }
        if caller is not None:
            facts["caller"] = self._pseudonyms.of(caller)
        if "edge_limited_by" in g:
            facts["limited_by"] = g.edge_limited_by
        log.info("request", extra=facts)

    def _sent_id(self) -> str | None:
        """Return the id that a proxy of ours gave, or that of the trace it began."""
        if not self._believes_ids:
            return None
        sent = request.headers.get("X-Request-Id", "")
        if _REQUEST_ID.fullmatch(sent):
            return sent
        trace = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
        return trace[1] if trace else None
