"""Spans of work for a tracing system: none unless an address for them is set."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from backend.platform.database import Database
from backend.platform.outbox.worker import Handler


class Span(Protocol):
    """A piece of work that has begun."""

    def end(self, name: str, attributes: Mapping[str, str | int]) -> None:
        """End it under its name; a status of 500 and more among the attributes is a failure."""
        ...


class Spans(Protocol):
    """Notes pieces of work; no attribute is personal: patterns of routes, texts of statements, topics."""

    def begin_request(self, traceparent: str | None) -> Span:
        """Begin a request, within the caller's trace where its `traceparent` (W3C) is believed."""
        ...

    def watch_statements(self, database: Database) -> None:
        """Note every statement of a database, with its text and without its values."""
        ...

    def watch_deliveries(self, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
        """Return the handlers of the outbox, each delivery noted under its topic."""
        ...


def open_spans(endpoint: str | None) -> Spans | None:
    """Return what sends spans to `endpoint` (OTLP over HTTP), or None without one.

    By name, and only then: a process without traces shall not pay for their libraries at every start.
    """
    if endpoint is None:
        return None
    spans: Any = import_module("backend.platform.otel_spans")
    opened: Spans = spans.connect(endpoint)
    return opened
