"""A library that ends no perk by itself, and cannot tell one entitlement from another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.cards.adapter_terms import KohaTerms
from backend.cards.models import LinkedCard
from backend.cards.operators import Operators
from backend.cards.ports import (
    Applied,
    EntitlementWish,
    HeldEntitlement,
    HeldOutcome,
    HeldPage,
    HeldState,
    Linked,
    LinkOutcome,
    LinkRequest,
    NotHeld,
    Outcome,
    ReadOutcome,
)
from backend.domain import Policy
from backend.perks.life import send_end_again
from backend.perks.models import Grant
from tests.builders.citizens import a_citizen, a_linked_card
from tests.builders.clock import NOON
from tests.builders.outside import FakeOperator
from tests.integration.reconciliation.conftest import PERK, Town
from tests.integration.reconciliation.test_checks import ask

pytestmark = pytest.mark.store


class CategoryLibrary(FakeOperator):
    """Knows only who pays no deposit."""

    def __init__(self) -> None:
        super().__init__()
        self.waived: set[str] = set()

    def link(self, request: LinkRequest) -> LinkOutcome:
        return Linked("****", account=request.card_number)

    def put(self, entitlement: object) -> Outcome:
        account = entitlement.link.account
        self.ledger.append((entitlement.entitlement_id, entitlement.wanted))
        (self.waived.add if entitlement.wanted is EntitlementWish.ACTIVE else self.waived.discard)(account)
        return Applied(None, NOON)

    def read(self, entitlement: object) -> ReadOutcome:
        is_waived = entitlement.link.account in self.waived
        is_as_wished = is_waived == (entitlement.wanted is EntitlementWish.ACTIVE)
        return Applied(None, NOON) if is_as_wished else NotHeld()

    def list_held(self, changed_since: object, cursor: str | None) -> HeldOutcome:
        accounts = sorted(self.waived)
        begin = int(cursor or 0)
        page = tuple(HeldEntitlement(HeldState.ACTIVE, account=one) for one in accounts[begin : begin + 2])
        return HeldPage(page, str(begin + 2) if begin + 2 < len(accounts) else None)


@pytest.fixture
def library() -> CategoryLibrary:
    return CategoryLibrary()


@pytest.fixture
def policy(policy: Policy) -> Policy:
    library = policy.operators.get("library")
    koha = replace(library, adapter="koha", koha=KohaTerms("FREE", "DEP", "ACCOUNT"))
    return replace(policy, operators=Operators({**policy.operators.by_id, "library": koha}))


def test_when_the_time_is_over_the_library_is_told_and_only_then_is_the_grant_ended(
    town: Town, library: CategoryLibrary
) -> None:
    grant = town.grant()
    town.clock.pass_time(days=365)
    assert town.domain.perk_calendar.end_over() == 1
    assert town.domain.perk_calendar.end_over() == 0
    assert (town.state(grant), len(library.waived)) == ("ending", 1)
    town.work()
    assert (town.state(grant), library.waived) == ("ended", set())
    assert town.now(grant).over_at == grant.valid_until
    assert town.steps(grant)[2:] == [
        ("ending", "expired", "calendar"),
        ("ended", "applied_by_operator", "library"),
    ]


def test_a_perk_asked_for_again_after_its_end_stands_at_the_library(
    town: Town, library: CategoryLibrary
) -> None:
    grant = town.grant()
    town.clock.pass_time(days=365)
    again = town.domain.perks.request(grant.citizen_id, PERK, grant.card_id, None).grant
    town.work()
    assert [town.state(one) for one in (grant, again)] == ["ended", "active"]
    assert len(library.waived) == 1
    assert town.found() == {}


def test_both_ways_what_the_staff_changed_is_mended(town: Town, library: CategoryLibrary) -> None:
    lost, over, kept = (town.grant() for _ in range(3))
    accounts = set(library.waived)
    town.end(over)
    (of_over,) = accounts - library.waived
    library.waived.add(of_over)
    for account in sorted(library.waived - {of_over})[:1]:
        library.waived.discard(account)
    assert town.found() == {"missing": 1, "extra": 1}
    assert [town.state(one) for one in (lost, over, kept)] == ["active", "ended", "active"]
    assert library.waived == accounts - {of_over}
    assert town.found() == {}


def test_an_earlier_grant_of_a_card_is_not_ended_at_the_cost_of_the_present_one(
    town: Town, library: CategoryLibrary
) -> None:
    citizen = a_citizen(town.domain)
    card = a_linked_card(town.domain, citizen)
    for _ in range(3):
        grant = town.domain.perks.request(citizen.id, PERK, card, None).grant
        town.work()
        town.domain.perks.end(citizen.id, grant.id)
        town.work()
        town.clock.pass_time(days=31)
    town.domain.perks.request(citizen.id, PERK, card, None)
    town.work()
    before = len(library.ledger)
    assert town.found() == {}
    assert (len(library.waived), len(library.ledger)) == (1, before)


def test_a_check_of_an_earlier_grant_ends_nothing_that_a_later_one_gives(
    town: Town, library: CategoryLibrary
) -> None:
    first = town.grant()
    town.end(first)
    town.clock.pass_time(days=31)
    second = town.domain.perks.request(first.citizen_id, PERK, first.card_id, None).grant
    town.work()
    before = len(library.ledger)
    ask(town, first)
    town.work()
    assert (len(library.waived), len(library.ledger), town.state(second)) == (1, before, "active")


def test_an_end_that_is_told_again_is_overtaken_by_a_later_grant(
    town: Town, library: CategoryLibrary
) -> None:
    first = town.grant()
    (account,) = library.waived
    town.end(first)
    town.clock.pass_time(days=31)
    second = town.domain.perks.request(first.citizen_id, PERK, first.card_id, None).grant
    with town.domain.ground.database.transaction() as session:
        card = session.get_one(LinkedCard, first.card_id)
        send_end_again(session, session.get_one(Grant, first.id), card, actor="test", at=town.clock.now())
    town.work()
    assert (library.waived, town.state(second)) == ({account}, "active")


def test_whom_the_staff_put_there_by_themselves_is_counted_and_left_alone(
    town: Town, library: CategoryLibrary
) -> None:
    town.grant()
    library.waived |= {"900", "901", "902"}
    of = town.compare()
    assert (of.differences, of.compared) == ({"unknown": 3}, 4)
    (found,) = town.domain.reconciliation.reports.list_differences()
    assert (found.how_many, found.entitlement_id, found.grant_id) == (3, None, None)
    assert len(library.waived) == 4
