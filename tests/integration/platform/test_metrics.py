from __future__ import annotations

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.outbox.worker import Delivered, GiveUp, OutboxWorker, Result, TryLater
from miniprogram_api.application import build_app
from tests.builders.clock import StandingClock
from tests.integration.platform.rows import put_messages

pytestmark = pytest.mark.store
TOKEN = "0f9c2b7d41e85a63"
AS_MONITOR = {"Authorization": f"Bearer {TOKEN}"}
HERE, ELSEWHERE = {"REMOTE_ADDR": "127.0.0.1"}, {"REMOTE_ADDR": "203.0.113.7"}
Figures = dict[tuple[str, ...], float]


@pytest.fixture
def app(domain: Domain) -> Flask:
    return build_app(domain, testing=True)


@pytest.fixture
def guarded_app(domain: Domain) -> Flask:
    return build_app(domain, testing=True, metrics_token=TOKEN)


def figures_of(app: Flask) -> Figures:
    """Scrape once; return each figure under its name and its labels' values."""
    answer = app.test_client().get("/metrics", environ_overrides=HERE)
    assert answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    samples = [sample for family in families for sample in family.samples]
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for sample in samples
    }


def deliver(database: Database, clock: StandingClock, *results: Result) -> None:
    answers = iter(results)
    worker = OutboxWorker(database, clock, {"note": lambda _: next(answers)})
    assert worker.run_until_idle() == len(results)


def test_an_empty_outbox_is_told_as_nothing_that_waits(app: Flask) -> None:
    told = {name: value for name, value in figures_of(app).items() if name[0].startswith("card_outbox")}
    assert told == {("card_outbox_oldest_ready_seconds",): 0}


def test_it_tells_what_waits_what_went_and_what_failed_for_each_destination(
    app: Flask, database: Database, clock: StandingClock
) -> None:
    put_messages(database, "done", stream="bus/lnk_secret1")
    deliver(database, clock, Delivered())
    put_messages(database, "dead", stream="bus/lnk_secret2")
    deliver(database, clock, GiveUp("unknown card"))
    put_messages(database, "waits", stream="library/lnk_secret3")
    deliver(database, clock, TryLater("busy", 600))
    put_messages(database, "own", stream="slot", at=clock.now())
    clock.pass_time(minutes=2)
    told = figures_of(app)
    assert told["card_outbox_oldest_ready_seconds",] == 120
    assert told["card_outbox_destination_oldest_ready_seconds", "library"] == 120
    assert told["card_outbox_destination_oldest_ready_seconds", "bus"] == 0
    messages = {labels[1:]: value for labels, value in told.items() if labels[0] == "card_outbox_messages"}
    assert {labels for labels, value in messages.items() if value} == {
        *(("bus", "dead"), ("library", "ready"), ("self", "ready"))
    }
    assert told["card_outbox_delivered_last_hour", "bus"] == 1
    assert told["card_outbox_failed_attempts_last_hour", "bus"] == 1
    assert told["card_outbox_failed_attempts_last_hour", "library"] == 1


def test_the_breaker_of_each_destination_is_in_one_state(
    app: Flask, database: Database, clock: StandingClock
) -> None:
    for link in range(5):
        put_messages(database, str(link), stream=f"library/{link}")
    deliver(database, clock, *[TryLater("no answer")] * 5)
    put_messages(database, "b", stream="bus/1")
    states = {labels[1:] for labels, value in figures_of(app).items() if "breaker" in labels[0] and value}
    assert states == {("library", "open"), ("bus", "closed")}
    clock.pass_time(seconds=10)
    states = {labels[1:] for labels, value in figures_of(app).items() if "breaker" in labels[0] and value}
    assert states == {("library", "half-open"), ("bus", "closed")}


def test_any_server_tells_what_the_workers_did(
    domain: Domain, database: Database, clock: StandingClock
) -> None:
    put_messages(database, "done", stream="bus/1")
    deliver(database, clock, Delivered())
    assert figures_of(build_app(domain)) == figures_of(build_app(domain))


def test_no_label_holds_what_belongs_to_a_link(app: Flask, database: Database) -> None:
    put_messages(database, "key-secret", stream="bus/lnk_secret")
    put_messages(database, "key-secret2", stream="lnk_secret")
    assert "secret" not in app.test_client().get("/metrics", environ_overrides=HERE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("environ", "headers"),
    [
        (ELSEWHERE, {}),
        (ELSEWHERE, AS_MONITOR),
        ({"REMOTE_ADDR": ""}, {}),
        (HERE, {"X-Forwarded-For": "203.0.113.7"}),
        (HERE, {"Forwarded": "for=203.0.113.7"}),
        (HERE, {"X-Real-IP": "203.0.113.7"}),
    ],
)
def test_without_a_token_there_is_no_such_address_for_callers_from_elsewhere(
    app: Flask, environ: dict[str, str], headers: dict[str, str]
) -> None:
    answer = app.test_client().get("/metrics", environ_overrides=environ, headers=headers)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/route-not-found")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_without_a_token_callers_on_this_machine_are_answered(app: Flask, address: str) -> None:
    environ = {"REMOTE_ADDR": address}
    assert app.test_client().get("/metrics", environ_overrides=environ).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer 密"},
    ],
)
def test_with_a_token_nobody_is_answered_without_it(guarded_app: Flask, headers: dict[str, str]) -> None:
    client = guarded_app.test_client()
    encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert client.get("/metrics", environ_overrides=HERE, headers=encoded).status_code == 404
    assert client.get("/metrics", environ_overrides=ELSEWHERE, headers=AS_MONITOR).status_code == 200


def test_the_metrics_are_no_part_of_the_published_api(app: Flask) -> None:
    assert "/metrics" not in app.test_client().get("/api/v1/openapi.json").json["paths"]
