from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from backend.platform.database import Database
from backend.platform.outbox.commands import outbox_commands
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, Handler, OutboxWorker, Result, TryLater
from tests.builders.clock import StandingClock
from tests.integration.platform.rows import put_message, put_messages, stored_messages

pytestmark = pytest.mark.store
LEASE = timedelta(seconds=30)
Working = Callable[[Handler], OutboxWorker]


@pytest.fixture
def working(database: Database, clock: StandingClock) -> Working:
    """Return workers that give every `note` to one handler."""
    return lambda handler: OutboxWorker(database, clock, {"note": handler}, lease=LEASE)


def nothing(_session: Session) -> None:
    """Record nothing."""


def answering(*results: Result) -> Handler:
    left = iter(results)
    return lambda _claim: next(left)


def test_what_was_delivered_is_recorded_in_the_settling_transaction(
    database: Database, working: Working
) -> None:
    put_messages(database, "a")
    worker = working(lambda _: Delivered(lambda session: put_message(session, "receipt", stream="other")))
    assert worker.run_once()
    left = stored_messages(database)
    assert (left["a"].state, left["receipt"].state) == ("done", "ready")


def test_a_delivery_whose_record_fails_is_not_settled(database: Database, working: Working) -> None:
    put_messages(database, "a")
    assert working(lambda _: Delivered(lambda _: 1 // 0)).run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.last_trouble) == ("ready", "ZeroDivisionError")


def test_try_later_waits_as_long_as_the_other_side_asked(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")
    worker = working(answering(TryLater("busy", 60), Delivered(nothing)))
    assert worker.run_until_idle() == 1
    clock.pass_time(seconds=59)
    assert not worker.run_once()
    clock.pass_time(seconds=1)
    assert worker.run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.attempts, left.last_trouble) == ("done", 2, "busy")


def test_without_a_wish_of_the_other_side_the_first_retry_comes_within_two_seconds(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")
    worker = working(answering(TryLater("no answer"), Delivered(nothing)))
    worker.run_once()
    assert not worker.run_once()
    clock.pass_time(seconds=2)
    assert worker.run_once()


def test_giving_up_puts_the_message_aside_with_its_trouble(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")
    worker = working(answering(GiveUp("unknown card")))
    worker.run_once()
    clock.pass_time(days=30)
    assert not worker.run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.last_trouble) == ("dead", "unknown card")


def test_a_topic_that_nobody_handles_waits_for_a_person(database: Database, clock: StandingClock) -> None:
    put_messages(database, "a")
    OutboxWorker(database, clock, {}).run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.last_trouble) == ("dead", "no handler for topic note")


def test_no_transaction_is_open_while_a_handler_calls_outside(database: Database, working: Working) -> None:
    put_messages(database, "a")

    def handler(_claim: object) -> Result:
        put_messages(database, "written meanwhile", stream="other")
        return GiveUp("enough")

    working(handler).run_once()
    assert "written meanwhile" in stored_messages(database)


def test_a_worker_that_was_too_slow_records_nothing(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")
    recorded: list[str] = []
    other = working(lambda _: Delivered(lambda _: recorded.append("other")))

    def too_slow(_claim: object) -> Result:
        clock.pass_time(seconds=30)
        assert other.run_once()
        return Delivered(lambda _: recorded.append("too slow"))

    working(too_slow).run_once()
    assert recorded == ["other"]
    assert stored_messages(database)["a"].attempts == 2


def test_a_worker_that_was_too_slow_cannot_give_up_for_the_next(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")

    def too_slow(_claim: object) -> Result:
        clock.pass_time(seconds=30)
        working(answering(TryLater("busy", 60))).run_once()
        return GiveUp("too slow")

    working(too_slow).run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.last_trouble) == ("ready", "busy")


def test_a_handler_that_breaks_leaves_the_message_to_be_tried_again(
    database: Database, working: Working, clock: StandingClock
) -> None:
    put_messages(database, "a")
    assert working(lambda _: 1 // 0).run_once()
    clock.pass_time(minutes=10)
    assert working(answering(Delivered(nothing))).run_once()
    assert stored_messages(database)["a"].state == "done"


def test_running_until_idle_delivers_what_deliveries_add(database: Database, working: Working) -> None:
    put_messages(database, "1")

    def add_the_next(session: Session) -> None:
        put_message(session, str(len(stored_messages(database)) + 1))

    results = [Delivered(add_the_next), Delivered(add_the_next), Delivered(nothing)]
    assert working(answering(*results)).run_until_idle() == 3
    assert {one.state for one in stored_messages(database).values()} == {"done"}


def test_the_command_can_deliver_what_is_due_now_and_stop(database: Database, clock: StandingClock) -> None:
    put_messages(database, "a", "b")
    commands = outbox_commands(database, clock, {"note": lambda _: Delivered(nothing)})
    assert CliRunner().invoke(commands, ["run", "--once"]).output == "2 delivered\n"
    assert {one.state for one in stored_messages(database).values()} == {"done"}


def test_running_forever_ends_when_told_to(database: Database, working: Working) -> None:
    put_messages(database, "a", "b", "c")
    stopping = Event()

    def handler(claim: object) -> Result:
        if getattr(claim, "key", "") == "b":
            stopping.set()
        return Delivered(nothing)

    working(handler).run_forever(stopping)
    states = {key: one.state for key, one in stored_messages(database).items()}
    assert states == {"a": "done", "b": "done", "c": "ready"}


def test_a_message_that_breaks_its_handler_is_put_aside_and_stops_no_other(
    database: Database, working: Working, clock: StandingClock
) -> None:
    with database.transaction() as session:
        put_message(session, "a", stream="one")
        put_message(session, "b", stream="two")

    def handle(claim: Claim) -> Result:
        return Delivered(nothing) if claim.key == "b" else 1 // 0  # type: ignore[return-value]

    worker = working(handle)
    for _ in range(6):
        worker.run_until_idle()
        clock.pass_time(minutes=10)
    left = stored_messages(database)
    assert (left["a"].state, left["a"].attempts, left["a"].last_trouble) == ("dead", 5, "ZeroDivisionError")
    assert left["b"].state == "done"
