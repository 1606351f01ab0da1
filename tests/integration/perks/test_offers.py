"""What each perk is to a citizen: had, to be had, or not yet, why, and from when."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from backend.domain import Domain
from backend.perks.allotment import Left
from backend.perks.models import Allotment
from backend.perks.offers import OfferState, PerkOffer
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record
from tests.integration.perks.conftest import COSTLY, PARK, RARE, SCARCE, YEARLY

pytestmark = pytest.mark.store
MINOR = "mkt.penalty.minor"


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def offer(domain: Domain, citizen: TestCitizen, perk: str) -> PerkOffer:
    return next(one for one in domain.perks.explain(citizen.id) if one.perk.id == perk)


def test_a_perk_can_be_had_is_had_and_after_its_end_not_yet(
    domain: Domain, citizen: TestCitizen, worker: OutboxWorker
) -> None:
    assert offer(domain, citizen, RARE).state is OfferState.CAN_HAVE
    grant = domain.perks.request(citizen.id, RARE, a_linked_card(domain, citizen), None).grant
    had = offer(domain, citizen, RARE)
    assert (had.state, had.possible_from) == (OfferState.HAVE, None)
    assert "2027年11月23日" in had.zh
    worker.run_until_idle()
    domain.perks.end(citizen.id, grant.id)
    waiting = offer(domain, citizen, RARE)
    assert (waiting.state, waiting.possible_from) == (OfferState.NOT_YET, date(2026, 12, 23))


def test_what_a_record_stands_in_the_way_of_has_its_reason_and_its_day(
    domain: Domain, citizen: TestCitizen
) -> None:
    a_record(domain, citizen, MINOR, date(2026, 11, 1))
    closed = offer(domain, citizen, YEARLY)
    assert (closed.state, closed.possible_from) == (OfferState.NOT_YET, date(2027, 2, 2))
    assert [line.holds for line in closed.eligibility.lines] == [True, False]
    assert "异议" in closed.zh


def test_how_much_is_left_is_told_in_three_words_and_the_same_to_everybody(
    domain: Domain, citizen: TestCitizen
) -> None:
    assert offer(domain, citizen, SCARCE).left is Left.AVAILABLE
    for _ in range(2):
        other = a_citizen(domain)
        domain.perks.request(other.id, SCARCE, a_linked_card(domain, other), None)
    full = offer(domain, citizen, SCARCE)
    assert (full.left, full.state) == (Left.NONE, OfferState.NOT_YET)
    assert "与你的信用状况无关" in full.zh
    assert domain.perks.read_left()[SCARCE] is Left.NONE


@pytest.mark.parametrize(
    ("taken", "left"), [(899, Left.AVAILABLE), (900, Left.FEW), (999, Left.FEW), (1000, Left.NONE)]
)
def test_few_is_the_last_tenth(domain: Domain, citizen: TestCitizen, taken: int, left: Left) -> None:
    domain.perks.request(citizen.id, RARE, a_linked_card(domain, citizen), None)
    with domain.ground.database.transaction() as session:
        session.execute(update(Allotment).where(Allotment.perk == RARE).values(taken=taken))
    assert domain.perks.read_left()[RARE] is left


def test_a_budget_that_does_not_do_for_one_more_leaves_nothing(domain: Domain, citizen: TestCitizen) -> None:
    for _ in range(2):
        other = a_citizen(domain)
        domain.perks.request(other.id, COSTLY, a_linked_card(domain, other), None)
    assert offer(domain, citizen, COSTLY).left is Left.NONE


def test_a_perk_that_is_redeemed_asks_for_no_card(domain: Domain, citizen: TestCitizen) -> None:
    assert offer(domain, citizen, PARK).state is OfferState.CAN_HAVE
    with domain.ground.database.reading() as session:
        assert session.scalars(select(Allotment)).all() == []
