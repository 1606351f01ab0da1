"""Each perk that the city grants, from the citizen's wish to the operator's own ledger and back.

The service's part runs on the test's store; the operators are processes, and only HTTP lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from backend.domain import Domain, Ground, Outside, Policy, build_domain, parse_policy
from backend.perks.perk import Perk
from backend.platform.outbox.worker import OutboxWorker
from config.loading import read_policy
from tests.builders.citizens import ALL_PURPOSES, TestCitizen, a_visitor
from tests.builders.clock import StandingClock
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.contract.operators.conftest import House, adapter
from tests.contract.operators.synthetic_city import LIN

pytestmark = pytest.mark.store
GRANTED = [perk for perk in parse_policy(read_policy).perks.all() if not perk.is_redeemed]
_DEFERRED_SECONDS = 10


@pytest.fixture
def clock() -> StandingClock:
    """Stand at the simulators' own time."""
    return StandingClock(datetime.now(UTC))


@pytest.fixture(params=GRANTED, ids=lambda perk: perk.id)
def perk(request: pytest.FixtureRequest) -> Perk:
    return request.param


@pytest.fixture
def house(perk: Perk, find_house: Callable[[str], House]) -> House:
    assert perk.operator is not None
    return find_house(perk.operator)


@pytest.fixture
def domain(ground: Ground, policy: Policy, house: House, checked: httpx.Client) -> Domain:
    wechat = FakeWeChat()
    return build_domain(
        ground, policy, Outside(wechat, wechat, FakeRegister(), {house.name: adapter(house, checked)})
    )


@pytest.fixture
def lin(domain: Domain) -> TestCitizen:
    citizen = a_visitor(domain, id_number=LIN.id_number)
    domain.identity.prove(citizen.caller, LIN.name, citizen.id_number, None)
    for purpose in ALL_PURPOSES:
        domain.consents.grant(citizen.id, purpose, None)
    return citizen


@pytest.fixture
def work(domain: Domain, house: House, clock: StandingClock) -> Callable[[], None]:
    """Let the worker carry everything, also to an operator that takes its time."""
    worker = OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)

    def work_until_settled() -> None:
        worker.run_until_idle()
        house.post("/_simulator/clock", offset_seconds=_DEFERRED_SECONDS)
        clock.pass_time(minutes=10)
        worker.run_until_idle()

    return work_until_settled


@pytest.fixture
def card_id(domain: Domain, lin: TestCitizen, house: House, work: Callable[[], None]) -> Iterator[str]:
    card = domain.cards.link(lin.id, house.name, LIN.card_number)
    yield card.id
    domain.cards.unlink(lin.id, card.id)
    work()


def test_each_granted_perk_is_applied_and_ended_at_its_own_operator(
    domain: Domain, lin: TestCitizen, perk: Perk, house: House, card_id: str, work: Callable[[], None]
) -> None:
    def effects() -> list[dict[str, Any]]:
        ledger = house.get("/_simulator/ledger")["effects"]
        return [one for one in ledger if one["entitlement_id"] == grant.entitlement_id]

    grant = domain.perks.request(lin.id, perk.id, card_id, None).grant
    work()
    assert domain.perks.get(lin.id, grant.id).grant.state == "active"
    assert [(one["effect"], one["revision"]) for one in effects()] == [("entitlement.active", 1)]
    domain.perks.end(lin.id, grant.id)
    work()
    assert domain.perks.get(lin.id, grant.id).grant.state == "ended"
    assert [one["effect"] for one in effects()] == ["entitlement.active", "entitlement.ended"]
    assert {one["card_number"] for one in effects()} == {LIN.card_number}


def test_every_operator_with_a_granted_perk_is_among_the_simulators() -> None:
    assert {perk.operator for perk in GRANTED} == {
        *("library", "bike", "bus", "tourism", "water", "electricity", "gas")
    }
