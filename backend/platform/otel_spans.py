"""Spans by OpenTelemetry. Imported by name alone, from `spans.py`, and only where tracing is on.

Made by hand at three places: the ready-made instrumentations exist as previews alone, and would put whole
addresses and the names of databases into attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy import Connection, event

from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import GiveUp, Result, TryLater
from backend.platform.outbox.worker import Handler

_SERVICE = "citizen-card"
_LONGEST_TEXT = 2000
_FIRST_FAILURE = 500


def connect(endpoint: str) -> OtelSpans:
    """Return spans that are sent to a collector in batches, beside the work."""
    return OtelSpans(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))


class OtelRequestSpan:
    """A request that has begun; what is done meanwhile in the same thread becomes part of it."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        self._token = context.attach(trace.set_span_in_context(span))

    def end(self, name: str, attributes: Mapping[str, str | int]) -> None:
        """End it under the name of its route."""
        context.detach(self._token)
        self._span.update_name(name)
        self._span.set_attributes(dict(attributes))
        if int(attributes.get("http.response.status_code", 0)) >= _FIRST_FAILURE:
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()


class OtelSpans:
    """Notes requests, statements and deliveries, with a provider of its own: nothing global changes."""

    def __init__(self, processor: SpanProcessor) -> None:
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: _SERVICE}))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer(_SERVICE)
        self._propagator = TraceContextTextMapPropagator()

    def begin_request(self, traceparent: str | None) -> OtelRequestSpan:
        """Begin a request; a malformed `traceparent` begins a trace of its own."""
        within = self._propagator.extract({"traceparent": traceparent}) if traceparent else context.Context()
        return OtelRequestSpan(self._tracer.start_span("request", within, SpanKind.SERVER))

    def watch_statements(self, database: Database) -> None:
        """Note every statement; a failed one ends when its error is handled."""
        for engine in database.engines:
            event.listen(engine, "before_cursor_execute", self._begin_statement)
            event.listen(engine, "after_cursor_execute", _end_statement)
            event.listen(engine, "handle_error", _end_failed_statement)

    def watch_deliveries(self, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
        """Return the handlers, each within a span of its topic."""
        return {topic: self._noted(topic, handler) for topic, handler in handlers.items()}

    def _noted(self, topic: str, handler: Handler) -> Handler:
        def deliver(claim: Claim) -> Result:
            about: dict[str, str | int] = {
                "messaging.destination.name": claim.destination,
                "outbox.attempt": claim.attempt,
            }
            with (
                self._tracer.start_as_current_span(
                    f"deliver {topic}",
                    attributes=about,
                    record_exception=False,
                    set_status_on_exception=False,
                ) as span,
                ExitStack() as unless_it_ends,
            ):
                # What came to nothing is told by its kind: words of an error may be personal.
                unless_it_ends.callback(span.set_status, Status(StatusCode.ERROR, "failed"))
                result = handler(claim)
                unless_it_ends.pop_all()
                if isinstance(result, TryLater | GiveUp):
                    span.set_status(Status(StatusCode.ERROR, type(result).__name__))
                return result

        return deliver

    def _begin_statement(
        self, connection: Connection, _cursor: Any, text: str, _values: Any, execution: Any, _many: bool
    ) -> None:
        statement = " ".join(text.split())[:_LONGEST_TEXT]
        execution.span = self._tracer.start_span(
            statement.partition(" ")[0].upper(),
            kind=SpanKind.CLIENT,
            attributes={"db.system.name": connection.dialect.name, "db.query.text": statement},
        )


def _end_statement(
    _connection: Connection, _cursor: Any, _text: str, _values: Any, execution: Any, _many: bool
) -> None:
    execution.span.end()


def _end_failed_statement(failed: Any) -> None:
    span: trace.Span | None = getattr(failed.execution_context, "span", None)
    if span is not None:
        span.set_status(Status(StatusCode.ERROR, type(failed.original_exception).__name__))
        span.end()
