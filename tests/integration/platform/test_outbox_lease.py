"""Calls that take longer than the lease: real time, as the lease is kept by a thread that waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from backend.platform.clock import SystemClock
from backend.platform.database import Database
from backend.platform.outbox.models import OutboxBreaker
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, Handler, OutboxWorker, Result
from tests.integration.platform.rows import put_messages, stored_messages

pytestmark = pytest.mark.store
LEASE = timedelta(seconds=0.6)
PATIENCE_SECONDS = 300
CLOCK = SystemClock()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def worker(database: Database, handler: Handler) -> OutboxWorker:
    return OutboxWorker(database, CLOCK, {"note": handler}, lease=LEASE)


def lease_of(database: Database, key: str) -> datetime | None:
    return stored_messages(database)[key].leased_until


def test_a_call_that_outlives_its_lease_is_repeated_by_nobody(database: Database) -> None:
    put_messages(database, "a", "b", at=CLOCK.now())
    beside: list[bool] = []
    other = worker(database, lambda _: Delivered())

    def slow(claim: Claim) -> Result:
        first_lease_ends = lease_of(database, claim.key)
        assert first_lease_ends is not None
        wait_until(lambda: CLOCK.now() > first_lease_ends)
        beside.append(other.run_once())
        return Delivered()

    assert worker(database, slow).run_once()
    assert beside == [False]
    left = stored_messages(database)
    assert (left["a"].state, left["a"].attempts, left["b"].state) == ("done", 1, "ready")


def test_a_probe_that_outlives_its_lease_stays_the_only_one(database: Database) -> None:
    for link in ("1", "2"):
        put_messages(database, link, stream=f"library/{link}", at=CLOCK.now())
    with database.transaction() as session:
        session.add(OutboxBreaker(destination="library", failures=5, open_until=CLOCK.now()))
    beside: list[bool] = []
    other = worker(database, lambda _: Delivered())

    def slow(claim: Claim) -> Result:
        first_lease_ends = lease_of(database, claim.key)
        assert first_lease_ends is not None
        wait_until(lambda: CLOCK.now() > first_lease_ends)
        beside.append(other.run_once())
        return Delivered()

    assert worker(database, slow).run_once()
    assert beside == [False]
    assert other.run_once()


def test_a_lease_that_was_lost_is_not_taken_back(database: Database) -> None:
    put_messages(database, "a", at=CLOCK.now())
    far = CLOCK.now() + timedelta(hours=1)

    def overtaken(claim: Claim) -> Result:
        first = lease_of(database, claim.key)
        wait_until(lambda: lease_of(database, claim.key) != first)
        with database.transaction() as session:
            message = session.merge(stored_messages(database)["a"])
            message.leased_by, message.attempts, message.leased_until = "another", 2, far
        time.sleep(LEASE.total_seconds())
        return Delivered()

    worker(database, overtaken).run_once()
    left = stored_messages(database)["a"]
    assert (left.state, left.leased_by, left.leased_until) == ("ready", "another", far)


def test_when_the_call_has_ended_nothing_renews_its_lease_any_more(database: Database) -> None:
    put_messages(database, "a", at=CLOCK.now())
    assert worker(database, lambda _: 1 // 0).run_once()  # type: ignore[arg-type]
    time.sleep(LEASE.total_seconds())
    assert lease_of(database, "a") is None
