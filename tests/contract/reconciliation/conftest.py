"""A city's grants at simulated operators: compared, mended, and compared again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from backend.cards.adapter_terms import KohaTerms, Sip2Terms
from backend.cards.operators import Operators
from backend.cards.ports import CardOperator
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.perks.catalogue import parse_perks
from backend.perks.models import Grant
from backend.perks.reconciliation.models import ReconciliationRound, RoundKind
from backend.platform.ids import new_id
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import ALL_PURPOSES, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.perks import a_deposit_waiver
from tests.contract.operators.synthetic_city import Person

MOST_WAITS = 60
PERK = "library.deposit_free"


@dataclass
class Street:
    """A domain that speaks to a simulated library by a real adapter."""

    domain: Domain
    clock: StandingClock
    worker: OutboxWorker
    shift: Callable[[int], object]
    passed_seconds: int = 0

    def pass_time(self, seconds: int) -> None:
        """Set both clocks forward, ours and the library's."""
        self.passed_seconds += seconds
        self.clock.pass_time(seconds=seconds)
        self.shift(self.passed_seconds)

    def grant(self, person: Person) -> Grant:
        """Return a grant that is in effect at the library."""
        citizen = a_visitor(self.domain, id_number=person.id_number)
        self.domain.identity.prove(citizen.caller, person.name, person.id_number, None)
        for purpose in ALL_PURPOSES:
            self.domain.consents.grant(citizen.id, purpose, None)
        return self.grant_to(citizen.id, self.domain.cards.link(citizen.id, "library", person.card_number).id)

    def grant_to(self, citizen_id: str, card_id: str) -> Grant:
        grant = self.domain.perks.request(citizen_id, PERK, card_id, None).grant
        self.work()
        assert self.state(grant) == "active"
        return grant

    def end(self, grant: Grant) -> None:
        self.domain.perks.end(grant.citizen_id, grant.id)
        self.work()
        assert self.state(grant) == "ended"

    def work(self) -> None:
        """Deliver everything, waiting as long as retries take."""
        for _ in range(MOST_WAITS):
            if not self.worker.run_until_idle():
                return
            self.pass_time(301)
        pytest.fail("messages that no waiting delivers")

    def compare(self, kind: RoundKind = RoundKind.FULL) -> ReconciliationRound:
        """Compare to the end, mend, and return the round."""
        self.pass_time(300)
        reconciler = self.domain.reconciliation.reconciler
        round_id = reconciler.begin("library", kind, new_id("test"))
        for _ in range(100):
            progress = reconciler.go_on(round_id, 100)
            if progress.is_over:
                break
            self.pass_time(31)
        self.work()
        of = self.domain.reconciliation.reports.get_round(round_id)
        assert (of.trouble, of.ended_at is not None) == (None, True)
        return of

    def found(self, kind: RoundKind = RoundKind.FULL) -> dict[str, int]:
        return self.compare(kind).differences

    def state(self, grant: Grant) -> str:
        with self.domain.ground.database.reading() as session:
            return session.get_one(Grant, grant.id).state


@pytest.fixture
def clock() -> StandingClock:
    """Begins at the real time, as the simulators have it."""
    return StandingClock(datetime.now(UTC))


OpenStreet = Callable[[CardOperator, KohaTerms | Sip2Terms | None, Callable[[int], object]], Street]


@pytest.fixture
def open_street(ground: Ground, policy: Policy, clock: StandingClock) -> Iterator[OpenStreet]:
    """Builds a city whose library is spoken to by this adapter, under these terms."""

    def build(
        adapter: CardOperator, terms: KohaTerms | Sip2Terms | None, shift: Callable[[int], object]
    ) -> Street:
        wechat = FakeWeChat()
        outside = Outside(wechat, wechat, FakeRegister(), {"library": adapter})
        domain = build_domain(ground, _with_library(policy, terms), outside)
        return Street(domain, clock, OutboxWorker(ground.database, clock, domain.outbox_handlers), shift)

    return build


def _with_library(policy: Policy, terms: KohaTerms | Sip2Terms | None) -> Policy:
    library = policy.operators.get("library")
    if isinstance(terms, KohaTerms):
        library = replace(library, adapter="koha", koha=terms)
    elif isinstance(terms, Sip2Terms):
        library = replace(library, adapter="sip2", sip2=terms)
    operators = Operators({**policy.operators.by_id, "library": library})
    perk = a_deposit_waiver(id=PERK)
    perks = parse_perks({"version": "test", "perks": [perk]}, operators, policy.catalogue)
    return replace(policy, operators=operators, perks=perks)
