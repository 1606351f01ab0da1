"""The loop that delivers outbox messages."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unavailable
from backend.platform.outbox.claiming import claim_next
from backend.platform.outbox.heartbeat import Heartbeat
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Broken, Delivered, GiveUp, Handler, Result, TryLater
from backend.platform.outbox.schedules import Schedule, Scheduler
from backend.platform.outbox.settling import settle

# Handlers import what they answer from here.
__all__ = ["Delivered", "GiveUp", "Handler", "OutboxWorker", "Result", "TryLater"]

log = logging.getLogger(__name__)

_LEASE = timedelta(seconds=30)


class OutboxWorker:
    """Claims one message at a time, calls its handler outside any transaction, and settles it.

    Delivery is at least once: a worker killed after the call repeats it when the lease ends, so that
    every handler must be idempotent at its operator.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        schedules: Sequence[Schedule] = (),
        *,
        lease: timedelta = _LEASE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = {**handlers, **{one.name: one.handler for one in schedules}}
        self._scheduler = Scheduler(database, clock, schedules)
        self._heartbeat = Heartbeat(database, clock, lease)
        self._lease = lease
        self._name = f"worker-{secrets.token_hex(6)}"

    def run_once(self) -> bool:
        """Deliver one due message; False when none is due."""
        claim = self._claim()
        if claim is None:
            return False
        self._work_on(claim, goes_on=_no_more)
        return True

    def run_until_idle(self) -> int:
        """Deliver everything that is due now; return how many messages were worked on."""
        return self._run(lambda: True)

    def run_forever(self, stopping: threading.Event, *, idle_seconds: float = 0.2) -> None:
        """Deliver until `stopping` is set, resting `idle_seconds` whenever nothing is due."""
        while not stopping.is_set():
            try:
                self._run(lambda: not stopping.is_set())
            except Unavailable:
                log.warning("the outbox waits for the store")
            stopping.wait(idle_seconds)

    def _run(self, goes_on: Callable[[], bool]) -> int:
        worked_on = 0
        claim = self._claim()
        while claim is not None:
            worked_on += 1
            claim = self._work_on(claim, goes_on)
        return worked_on

    def _claim(self) -> Claim | None:
        self._scheduler.enqueue_due()
        with self._database.transaction() as session:
            return claim_next(session, self._name, self._clock.now(), self._lease)

    def _work_on(self, claim: Claim, goes_on: Callable[[], bool]) -> Claim | None:
        """Deliver and settle a message; return the next one, if there is to be one."""
        self._scheduler.enqueue_due()
        try:
            return self._settle(claim, self._deliver(claim), goes_on)
        except Unavailable:
            raise
        except Exception as error:
            # The edge of the process: one faulty message must not stop the others, nor be tried for ever.
            log.exception("outbox %s attempt %d failed", claim.topic, claim.attempt)
            return self._settle(claim, Broken(type(error).__name__), goes_on)

    def _deliver(self, claim: Claim) -> Result:
        handler = self._handlers.get(claim.topic)
        if handler is None:
            return GiveUp(f"no handler for topic {claim.topic}")
        with self._heartbeat.keeping(claim):
            return handler(claim)

    def _settle(self, claim: Claim, result: Result | Broken, goes_on: Callable[[], bool]) -> Claim | None:
        """Settle a message and claim the next one in the same transaction: a commit less for each message."""
        with self._database.transaction() as session:
            settle(session, claim, result, self._clock.now())
            if not goes_on():
                return None
            session.flush()
            return claim_next(session, self._name, self._clock.now(), self._lease)


def _no_more() -> bool:
    return False
