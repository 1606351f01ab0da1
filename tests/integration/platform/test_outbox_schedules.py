from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from backend.platform.database import Database
from backend.platform.outbox.models import OutboxMessage
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.schedules import Schedule, Scheduler
from backend.platform.outbox.tidy import TIDY_NAME, tidy_schedule
from backend.platform.outbox.worker import Delivered, GiveUp, Handler, OutboxWorker, Result, TryLater
from tests.builders.clock import NOON, StandingClock
from tests.integration.platform.rows import put_messages, stored_messages
from tests.integration.platform.together import TOGETHER, at_the_same_moment

pytestmark = pytest.mark.store
HOUR = timedelta(hours=1)


class Hourly:
    """Something to do each hour, and what was done of it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def handle(self, claim: Claim) -> Result:
        self.done.append(claim.payload["slot_at"][11:13])
        return Delivered()

    def worker(
        self, database: Database, clock: StandingClock, handler: Handler | None = None
    ) -> OutboxWorker:
        return OutboxWorker(database, clock, {}, [Schedule("count", HOUR, handler or self.handle)])


@pytest.fixture
def hourly() -> Hourly:
    return Hourly()


def test_two_workers_do_each_slot_exactly_once(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    workers = [hourly.worker(database, clock) for _ in range(2)]
    for _ in range(12):
        for worker in workers:
            worker.run_until_idle()
        clock.pass_time(minutes=30)
    assert hourly.done == ["05", "06", "07", "08", "09"]
    assert {one.attempts for one in stored_messages(database).values()} == {1}


def test_a_worker_that_starts_anew_does_no_slot_again(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    for _ in range(6):
        hourly.worker(database, clock).run_until_idle()
        hourly.worker(database, clock).run_until_idle()
        clock.pass_time(minutes=30)
    assert hourly.done == ["05", "06"]


def test_a_new_schedule_begins_with_its_next_slot(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    worker = hourly.worker(database, clock)
    clock.pass_time(minutes=59)
    assert worker.run_until_idle() == 0
    clock.pass_time(minutes=1)
    assert worker.run_until_idle() == 1
    assert hourly.done == ["05"]


def test_of_the_slots_that_were_missed_only_the_last_is_made_up_for(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    workers = [hourly.worker(database, clock) for _ in range(2)]
    workers[0].run_until_idle()
    clock.pass_time(hours=5, minutes=40)
    assert [worker.run_until_idle() for worker in workers] == [1, 0]
    clock.pass_time(minutes=20)
    assert [worker.run_until_idle() for worker in workers] == [1, 0]
    assert hourly.done == ["09", "10"]


def test_a_clock_that_goes_back_repeats_no_slot(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    worker = hourly.worker(database, clock)
    worker.run_until_idle()
    for hours in (2, -1, 1, -2, 2, 1):
        clock.pass_time(hours=hours)
        worker.run_until_idle()
        hourly.worker(database, clock).run_until_idle()
    assert hourly.done == ["06", "07"]


def test_schedulers_that_look_at_the_same_moment_put_a_slot_in_once(
    database: Database, clock: StandingClock
) -> None:
    schedules = [Schedule(f"count{number}", HOUR, lambda _: Delivered()) for number in range(20)]
    schedulers = [Scheduler(database, clock, schedules) for _ in range(TOGETHER)]
    schedulers[0].enqueue_due()
    clock.pass_time(hours=1)
    at_the_same_moment(lambda number: schedulers[number].enqueue_due())
    assert stored_messages(database).keys() == {
        f"count{number}:2026-11-23T05:00:00+00:00" for number in range(20)
    }


def test_a_slot_that_fails_is_tried_again_like_any_message(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    answers = iter([TryLater("busy", 60), GiveUp("broken"), Delivered()])
    worker = hourly.worker(database, clock, lambda _: next(answers))
    worker.run_until_idle()
    clock.pass_time(hours=1)
    worker.run_until_idle()
    clock.pass_time(minutes=1)
    worker.run_until_idle()
    clock.pass_time(hours=1)
    worker.run_until_idle()
    assert [one.state for one in stored_messages(database).values()] == ["dead", "done"]


def test_looking_again_within_a_slot_costs_no_statement(database: Database, clock: StandingClock) -> None:
    scheduler = Scheduler(database, clock, [Schedule("count", HOUR, lambda _: Delivered())])
    scheduler.enqueue_due()
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, sql, *_: statements.append(sql))
    clock.pass_time(minutes=59)
    scheduler.enqueue_due()
    assert statements == []


def test_slots_come_even_while_a_worker_never_rests(
    database: Database, clock: StandingClock, hourly: Hourly
) -> None:
    put_messages(database, *(str(number) for number in range(5)))

    def slow(_claim: Claim) -> Result:
        clock.pass_time(minutes=30)
        return Delivered()

    worker = OutboxWorker(
        database, clock, {"note": slow}, [Schedule("count", HOUR, hourly.handle)], lease=24 * HOUR
    )
    worker.run_until_idle()
    assert hourly.done == ["05", "06"]


def a_delivered_message(database: Database, clock: StandingClock, *keys: str) -> None:
    put_messages(database, *keys, at=clock.now())
    OutboxWorker(database, clock, {"note": lambda _: Delivered()}).run_until_idle()


def tidy(database: Database, clock: StandingClock) -> None:
    """Let the next night's slot come and be done."""
    worker = OutboxWorker(database, clock, {}, [tidy_schedule(database, clock)])
    worker.run_until_idle()
    clock.pass_time(days=1)
    assert worker.run_until_idle() == 1


def test_tidying_removes_what_was_delivered_more_than_thirty_days_ago(
    database: Database, clock: StandingClock
) -> None:
    a_delivered_message(database, clock, "old")
    clock.pass_time(days=2)
    a_delivered_message(database, clock, "young")
    clock.pass_time(days=28)
    tidy(database, clock)
    left = stored_messages(database)
    assert {key for key in left if not key.startswith(TIDY_NAME)} == {"young"}


def test_tidying_leaves_what_waits_and_what_was_put_aside(database: Database, clock: StandingClock) -> None:
    put_messages(database, "dead", stream="one")
    OutboxWorker(database, clock, {"note": lambda _: GiveUp("unknown card")}).run_until_idle()
    put_messages(database, "waits", stream="two", at=NOON + timedelta(days=365))
    clock.pass_time(days=100)
    tidy(database, clock)
    assert {"dead", "waits"} <= stored_messages(database).keys()


def test_tidying_goes_on_batch_by_batch_to_the_end(database: Database, clock: StandingClock) -> None:
    put_messages(database, *(str(number) for number in range(1100)))
    with database.transaction() as session:
        session.execute(update(OutboxMessage).values(state="done", settled_at=NOON))
    clock.pass_time(days=31)
    tidy(database, clock)
    assert [key for key in stored_messages(database) if not key.startswith(TIDY_NAME)] == []
