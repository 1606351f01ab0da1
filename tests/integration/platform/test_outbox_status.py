from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from backend.platform.database import Database
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.commands import outbox_commands
from backend.platform.outbox.status import BreakerState, DestinationStatus, read_status
from backend.platform.outbox.worker import Delivered, GiveUp, OutboxWorker, Result, TryLater
from tests.builders.clock import NOON, StandingClock
from tests.integration.platform.rows import put_messages

pytestmark = pytest.mark.store
LEASE = timedelta(seconds=30)


def deliver(database: Database, clock: StandingClock, *results: Result) -> None:
    answers = iter(results)
    worker = OutboxWorker(database, clock, {"note": lambda _: next(answers)})
    assert worker.run_until_idle() == len(results)


def the_only_destination(database: Database, clock: StandingClock) -> DestinationStatus:
    (found,) = read_status(database, clock).destinations
    return found


def test_an_empty_outbox_has_nothing_to_tell(database: Database, clock: StandingClock) -> None:
    status = read_status(database, clock)
    assert (status.ready, status.leased, status.dead, status.oldest_ready_seconds) == (0, 0, 0, None)
    assert status.destinations == ()


def test_it_counts_what_waits_is_in_work_and_was_put_aside(database: Database, clock: StandingClock) -> None:
    for number, stream in enumerate(["library/1", "library/1", "library/2", "library/3"]):
        put_messages(database, str(number), stream=stream)
    deliver_one = OutboxWorker(database, clock, {"note": lambda _: GiveUp("unknown card")})
    deliver_one.run_once()
    with database.transaction() as session:
        assert claim_next(session, "w", NOON, LEASE)
    status = read_status(database, clock)
    assert (status.ready, status.leased, status.dead) == (2, 1, 1)
    one = the_only_destination(database, clock)
    assert (one.name, one.ready, one.leased, one.dead) == ("library", 2, 1, 1)


def test_a_message_whose_worker_died_waits_again(database: Database, clock: StandingClock) -> None:
    put_messages(database, "a")
    with database.transaction() as session:
        assert claim_next(session, "dies", NOON, LEASE)
    clock.pass_time(seconds=30)
    status = read_status(database, clock)
    assert (status.ready, status.leased, status.oldest_ready_seconds) == (1, 0, 30)


def test_the_age_is_that_of_the_wish_however_often_it_was_tried(
    database: Database, clock: StandingClock
) -> None:
    put_messages(database, "old", stream="library/1")
    for _ in range(3):
        deliver(database, clock, TryLater("busy", 600))
        clock.pass_time(minutes=10)
    put_messages(database, "young", stream="bus/1", at=clock.now())
    status = read_status(database, clock)
    assert status.oldest_ready_seconds == 1800
    assert {one.name: one.oldest_ready_seconds for one in status.destinations} == {"bus": 0, "library": 1800}


def test_success_and_failure_are_told_for_the_last_hour(database: Database, clock: StandingClock) -> None:
    put_messages(database, "a", stream="library/1")
    deliver(database, clock, TryLater("busy", 60))
    clock.pass_time(minutes=1)
    deliver(database, clock, Delivered())
    put_messages(database, "b", stream="library/2")
    deliver(database, clock, Delivered())
    put_messages(database, "c", stream="library/3")
    deliver(database, clock, GiveUp("unknown card"))
    one = the_only_destination(database, clock)
    assert (one.delivered, one.failed_attempts, one.dead) == (2, 2, 1)
    clock.pass_time(hours=1, seconds=1)
    one = the_only_destination(database, clock)
    assert (one.delivered, one.failed_attempts, one.dead) == (0, 0, 1)


def test_what_still_waits_tells_how_often_it_was_tried_in_vain(
    database: Database, clock: StandingClock
) -> None:
    put_messages(database, "a", stream="library/1")
    for _ in range(3):
        deliver(database, clock, TryLater("busy", 600))
        clock.pass_time(minutes=10)
    assert the_only_destination(database, clock).failed_attempts == 3


def test_the_breaker_is_told_with_the_end_of_its_pause(database: Database, clock: StandingClock) -> None:
    for link in range(7):
        put_messages(database, str(link), stream=f"library/{link}")
    deliver(database, clock, *[TryLater("no answer")] * 5)
    one = the_only_destination(database, clock)
    assert (one.breaker, one.open_until) == (BreakerState.OPEN, NOON + timedelta(seconds=10))
    clock.pass_time(seconds=10)
    assert the_only_destination(database, clock).breaker is BreakerState.HALF_OPEN
    with database.transaction() as session:
        assert claim_next(session, "w", clock.now(), LEASE)
    assert the_only_destination(database, clock).breaker is BreakerState.HALF_OPEN


def test_the_command_tells_it_in_words_and_as_json(database: Database, clock: StandingClock) -> None:
    put_messages(database, "a", stream="library/secret")
    put_messages(database, "b", stream="s1")
    clock.pass_time(hours=1, minutes=2, seconds=3)
    commands = outbox_commands(database, clock, {})
    shown = CliRunner().invoke(commands, ["status"]).output
    assert shown.startswith("待投递 ready 2 · 投递中 leased 0 · 死信 dead 0 · 最久等待 oldest 1:02:03\n")
    assert "library: " in shown
    assert "熔断器 breaker 正常 closed" in shown
    assert "secret" not in shown
    told = json.loads(CliRunner().invoke(commands, ["status", "--json"]).output)
    assert told["oldest_ready_seconds"] == 3723
    assert {one["name"]: one["breaker"] for one in told["destinations"]} == {
        "": "closed",
        "library": "closed",
    }
