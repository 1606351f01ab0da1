"""The loop that delivers outbox messages."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unavailable
from backend.platform.outbox.queue import (
    Claim,
    claim_next,
    retry_delay,
    settle_dead,
    settle_done,
    settle_later,
)

log = logging.getLogger(__name__)

_LEASE = timedelta(seconds=30)
_MOST_FAILURES = 5


def _nothing_more(_session: Session) -> None:
    """Record nothing but that the message is done."""


@dataclass(frozen=True)
class Delivered:
    """The outside did its part; `record` writes what follows, if anything, into the settling transaction."""

    record: Callable[[Session], None] = _nothing_more


@dataclass(frozen=True)
class TryLater:
    """The outside is not ready, or its answer was lost; the message stays due."""

    trouble: str
    retry_after_seconds: int | None = None


@dataclass(frozen=True)
class GiveUp:
    """Trying again cannot help; a person must look."""

    trouble: str


Result = Delivered | TryLater | GiveUp
Handler = Callable[[Claim], Result]


class OutboxWorker:
    """Claims one message at a time, calls its handler outside any transaction, and settles it.

    Delivery is at least once: a worker killed after the call repeats it when the lease ends, so that
    every handler must be idempotent at its operator.
    """

    def __init__(
        self, database: Database, clock: Clock, handlers: Mapping[str, Handler], *, lease: timedelta = _LEASE
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._lease = lease
        self._name = f"worker-{secrets.token_hex(6)}"

    def run_once(self) -> bool:
        """Deliver one due message; False when none is due."""
        with self._database.transaction() as session:
            claim = claim_next(session, self._name, self._clock.now(), self._lease)
        if claim is None:
            return False
        try:
            self._settle(claim, self._deliver(claim))
        except Unavailable:
            raise
        except Exception as error:
            # The edge of the process: one faulty message must not stop the others, nor be tried for ever.
            log.exception("outbox %s attempt %d failed", claim.topic, claim.attempt)
            trouble = type(error).__name__
            self._settle(claim, GiveUp(trouble) if claim.attempt >= _MOST_FAILURES else TryLater(trouble))
        return True

    def run_until_idle(self) -> int:
        """Deliver everything that is due now; return how many messages were worked on."""
        delivered = 0
        while self.run_once():
            delivered += 1
        return delivered

    def run_forever(self, stopping: threading.Event, *, idle_seconds: float = 0.2) -> None:
        """Deliver until `stopping` is set, resting `idle_seconds` whenever nothing is due."""
        while not stopping.is_set():
            try:
                worked = self.run_once()
            except Unavailable:
                log.warning("the outbox waits for the store")
                worked = False
            if not worked:
                stopping.wait(idle_seconds)

    def _deliver(self, claim: Claim) -> Result:
        handler = self._handlers.get(claim.topic)
        return handler(claim) if handler else GiveUp(f"no handler for topic {claim.topic}")

    def _settle(self, claim: Claim, result: Result) -> None:
        with self._database.transaction() as session:
            if isinstance(result, Delivered):
                if settle_done(session, claim):
                    result.record(session)
            elif isinstance(result, TryLater):
                delay = retry_delay(claim.attempt, result.retry_after_seconds)
                settle_later(session, claim, self._clock.now() + delay, result.trouble)
                log.warning("outbox %s attempt %d: %s", claim.topic, claim.attempt, result.trouble)
            else:
                settle_dead(session, claim, result.trouble)
                log.error("outbox %s dead: %s", claim.topic, result.trouble)
