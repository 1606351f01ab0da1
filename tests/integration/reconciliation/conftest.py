"""Grants that rest, and a night's work on them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from backend.domain import Domain
from backend.perks.models import Grant, GrantStep
from backend.perks.reconciliation.models import ReconciliationRound, RoundKind
from backend.platform.ids import new_id
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeOperator

MOST_WAITS = 60
PERK = "library.deposit_free"


@dataclass
class Town:
    """A domain with its worker, its clock and its library."""

    domain: Domain
    worker: OutboxWorker
    clock: StandingClock
    library: FakeOperator

    def compare(self, kind: RoundKind = RoundKind.FULL) -> ReconciliationRound:
        """Compare with the library to the end, and mend; return the round."""
        self.clock.pass_time(minutes=5)
        reconciler = self.domain.reconciliation.reconciler
        round_id = reconciler.begin("library", kind, new_id("test"))
        progress = reconciler.go_on(round_id, 1000)
        assert progress.is_over
        self.work()
        return self.domain.reconciliation.reports.get_round(round_id)

    def found(self, kind: RoundKind = RoundKind.FULL) -> dict[str, int]:
        """Compare, mend, and return what differed."""
        return self.compare(kind).differences

    def work(self) -> None:
        """Deliver everything, waiting as long as retries take."""
        for _ in range(MOST_WAITS):
            if not self.worker.run_until_idle():
                return
            self.clock.pass_time(minutes=6)
        pytest.fail("messages that no waiting delivers")

    def grant(self, citizen: TestCitizen | None = None) -> Grant:
        """Return a grant that is in effect and at rest."""
        citizen = citizen or a_citizen(self.domain)
        card = a_linked_card(self.domain, citizen)
        grant = self.domain.perks.request(citizen.id, PERK, card, None).grant
        self.work()
        self.clock.pass_time(minutes=5)
        return grant

    def state(self, grant: Grant) -> str:
        return self.now(grant).state

    def now(self, grant: Grant) -> Grant:
        with self.domain.ground.database.reading() as session:
            return session.get_one(Grant, grant.id)

    def steps(self, grant: Grant) -> list[tuple[str, str, str]]:
        query = select(GrantStep).where(GrantStep.grant_id == grant.id).order_by(GrantStep.sequence)
        with self.domain.ground.database.reading() as session:
            return [(step.state, step.cause, step.actor) for step in session.scalars(query)]

    def end(self, grant: Grant) -> None:
        """Have the citizen give it back, and the operator end it."""
        self.domain.perks.end(grant.citizen_id, grant.id)
        self.work()


@pytest.fixture
def town(domain: Domain, clock: StandingClock, library: FakeOperator) -> Town:
    worker = OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)
    return Town(domain, worker, clock, library)
