"""Traces of requests, statements and deliveries, and what must never be in them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.otel_spans import OtelSpans, connect
from backend.platform.outbox.worker import Delivered, GiveUp, OutboxWorker, Result, TryLater
from backend.platform.spans import open_spans
from miniprogram_api.application import build_app
from miniprogram_api.edge.parts import Edge
from tests.builders.citizens import TestCitizen, a_citizen
from tests.builders.clock import StandingClock
from tests.integration.platform.rows import put_messages
from tests.suite_logs.detector import detect

pytestmark = pytest.mark.store
ROOT = Path(__file__).parents[3]
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{PARENT}-01"}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(exporter: InMemorySpanExporter, database: Database) -> OtelSpans:
    spans = OtelSpans(SimpleSpanProcessor(exporter))
    spans.watch_statements(database)
    return spans


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def client_of(domain: Domain, spans: OtelSpans, proxies: int = 0) -> FlaskClient:
    return build_app(domain, edge=Edge(spans=spans, proxies=proxies)).test_client()


def named(exporter: InMemorySpanExporter, beginning: str) -> list[ReadableSpan]:
    return [one for one in exporter.get_finished_spans() if one.name.startswith(beginning)]


def test_a_request_is_a_span_of_its_route_with_its_statements_inside(
    domain: Domain, spans: OtelSpans, citizen: TestCitizen, exporter: InMemorySpanExporter
) -> None:
    exporter.clear()
    client_of(domain, spans).get("/api/v1/me/cards", headers=citizen.headers)
    (request,) = named(exporter, "GET /api/v1/me/cards")
    assert request.kind is SpanKind.SERVER
    assert dict(request.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/api/v1/me/cards",
        "http.response.status_code": 200,
    }
    statements = named(exporter, "SELECT")
    assert statements
    assert {one.parent.span_id for one in statements if one.parent} == {request.context.span_id}
    assert {one.attributes["db.system.name"] for one in statements if one.attributes} == {
        domain.ground.database.dialect
    }


def test_nothing_personal_is_in_any_span(
    domain: Domain, spans: OtelSpans, citizen: TestCitizen, exporter: InMemorySpanExporter
) -> None:
    client = client_of(domain, spans)
    client.get("/api/v1/me?name=王小明", headers=citizen.headers)
    client.get(f"/api/v1/me/certificates/{citizen.id_number}", headers=citizen.headers)
    proof = {"name": "王小明", "id_number": citizen.id_number}
    client.post("/api/v1/me/identity", json=proof, headers=citizen.headers)
    told = "\n".join(one.to_json() for one in exporter.get_finished_spans())
    assert "INSERT" in told
    assert [*detect(told, ["王小明"])] == []
    assert citizen.id not in told


def test_a_failure_of_ours_marks_the_span(
    domain: Domain, spans: OtelSpans, exporter: InMemorySpanExporter
) -> None:
    broken = replace(domain, ground=replace(domain.ground, key_ring=None))  # type: ignore[arg-type]
    client_of(broken, spans).get("/.well-known/jwks.json")
    (request,) = named(exporter, "GET /.well-known")
    assert request.status.status_code is StatusCode.ERROR


@pytest.mark.parametrize(("proxies", "is_joined"), [(1, True), (0, False)])
def test_a_trace_is_joined_only_where_a_proxy_of_ours_stands_in_front(
    domain: Domain, spans: OtelSpans, exporter: InMemorySpanExporter, proxies: int, is_joined: bool
) -> None:
    client_of(domain, spans, proxies).get("/healthz", headers=TRACEPARENT)
    (request,) = named(exporter, "GET /healthz")
    assert (f"{request.context.trace_id:032x}" == TRACE) is is_joined


@pytest.mark.parametrize("sent", ["", "00-zz-zz-01", f"00-{TRACE}-{PARENT}"])
def test_a_malformed_trace_begins_a_new_one(
    domain: Domain, spans: OtelSpans, exporter: InMemorySpanExporter, sent: str
) -> None:
    client_of(domain, spans, 1).get("/healthz", headers={"traceparent": sent})
    (request,) = named(exporter, "GET /healthz")
    assert request.parent is None


def test_a_statement_that_fails_is_told_without_its_values(
    database: Database, spans: OtelSpans, exporter: InMemorySpanExporter
) -> None:
    with pytest.raises(SQLAlchemyError), database.reading() as session:
        session.execute(text("SELECT :secret FROM no_such_table"), {"secret": "350299-secret"})
    (statement,) = named(exporter, "SELECT")
    assert statement.status.status_code is StatusCode.ERROR
    assert "350299-secret" not in statement.to_json()


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Delivered(), StatusCode.UNSET),
        (TryLater("busy"), StatusCode.ERROR),
        (GiveUp("unknown card 350299"), StatusCode.ERROR),
        (ValueError("350299"), StatusCode.ERROR),
    ],
)
def test_a_delivery_is_a_span_of_its_topic(
    database: Database,
    clock: StandingClock,
    spans: OtelSpans,
    exporter: InMemorySpanExporter,
    result: Any,
    status: StatusCode,
) -> None:
    def deliver(_claim: object) -> Result:
        if isinstance(result, Exception):
            raise result
        return result

    put_messages(database, "key-secret", stream="library/lnk_secret")
    OutboxWorker(database, clock, spans.watch_deliveries({"note": deliver})).run_once()
    (delivery,) = named(exporter, "deliver ")
    assert (delivery.name, delivery.status.status_code) == ("deliver note", status)
    assert dict(delivery.attributes or {}) == {"messaging.destination.name": "library", "outbox.attempt": 1}
    assert "secret" not in delivery.to_json()
    assert "350299" not in delivery.to_json()


def test_the_domain_has_its_deliveries_noted_where_tracing_is_on(domain: Domain, spans: OtelSpans) -> None:
    traced = Edge(spans=spans).traced(domain)
    assert traced.outbox_handlers.keys() == domain.outbox_handlers.keys()
    assert not {*traced.outbox_handlers.values()} & {*domain.outbox_handlers.values()}
    assert Edge().traced(domain) is domain


def test_an_address_turns_it_on_and_nothing_else() -> None:
    assert open_spans(None) is None
    assert isinstance(
        connect("http://127.0.0.1:1/v1/traces"), type(open_spans("http://127.0.0.1:1/v1/traces"))
    )


def test_while_it_is_off_nothing_of_tracing_is_even_imported(tmp_path: Path) -> None:
    """The metrics half of OpenTelemetry is another matter: redis-py imports it wherever it is installed."""
    program = """
import sys
OF_TRACING = (
    *("opentelemetry.sdk.trace", "opentelemetry.exporter", "google.protobuf"),
    "backend.platform.otel_spans",
)
from wsgi import create_app
create_app().test_client().get("/healthz")
print(sorted(name for name in sys.modules if name.startswith(OF_TRACING)))
"""
    environment = {"CARD_VAR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
