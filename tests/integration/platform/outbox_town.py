"""Operators that answer the outbox as they are told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.platform.database import Database
from backend.platform.outbox.models import OutboxBreaker
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, Handler, OutboxWorker, Result, TryLater
from tests.builders.clock import StandingClock
from tests.integration.platform.rows import put_messages

LEASE = timedelta(seconds=30)
TO_OPEN = 5
LOST = TryLater("Unknown")
BUSY = TryLater("Busy", 60)


class Town:
    """Operators that answer as they are told; `called` keeps who was asked."""

    def __init__(self, database: Database, clock: StandingClock) -> None:
        self._database = database
        self.clock = clock
        self.answers: dict[str, Result] = {}
        self.called: list[str] = []
        self.worker = self.another_worker()

    def another_worker(self, handler: Handler | None = None) -> OutboxWorker:
        return OutboxWorker(self._database, self.clock, {"note": handler or self.deliver}, lease=LEASE)

    def deliver(self, claim: Claim) -> Result:
        self.called.append(claim.destination)
        return self.answers.get(claim.destination, Delivered())

    def send(self, operator: str, links: int = 1, tag: str = "") -> None:
        for link in range(links):
            put_messages(
                self._database,
                f"{operator}{tag}/{link}",
                stream=f"{operator}/{tag}{link}",
                at=self.clock.now(),
            )

    def open_breaker(self, operator: str = "library", answer: Result = LOST) -> None:
        """Send messages that come to nothing until the breaker opens; one more than that waits."""
        self.answers[operator] = answer
        self.send(operator, TO_OPEN + 1)
        self.worker.run_until_idle()
        assert self.called == [operator] * TO_OPEN
        self.called.clear()

    def calls(self, **passed: float) -> list[str]:
        """Let time pass and return who is called then."""
        self.clock.pass_time(**passed)
        self.called.clear()
        self.worker.run_until_idle()
        return self.called


def breaker_of(database: Database, destination: str) -> OutboxBreaker | None:
    with database.reading() as session:
        return session.scalars(
            select(OutboxBreaker).where(OutboxBreaker.destination == destination)
        ).one_or_none()
