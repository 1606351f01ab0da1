from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from backend.cards.operators import BASIC_RIGHTS, CardFunction
from backend.cards.ports import (
    Applied,
    Busy,
    Capabilities,
    EntitlementWish,
    Link,
    Linked,
    Pending,
    RefusedByOperator,
    Unknown,
    Unsupported,
)
from backend.cards.service_view import DepositState, ItemKind, ItemState, ServiceView
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import House, Library, adapter, waiver
from tests.contract.operators.synthetic_city import CHEN, LIN, OPERATORS, WU
from tests.contract.wishes import link_request

FUNCTION_OF = {
    "library": CardFunction.LENDING,
    "bike": CardFunction.PUBLIC_BIKE,
    "tourism": CardFunction.TOURISM_PASS,
    "payment": CardFunction.MOBILE_PAYMENT,
    **{one.value: one for one in CardFunction if one.value in OPERATORS},
}
PERKS = ("deposit_waiver", "deferred_payment", "fare_discount", "priority_service")
FindHouse = Callable[[str], House]


@pytest.fixture(params=OPERATORS)
def house(request: pytest.FixtureRequest, find_house: FindHouse) -> House:
    """Try each of the eleven operators."""
    return find_house(request.param)


@pytest.fixture
def service(house: House) -> CardFunction:
    return FUNCTION_OF[house.name]


def shown(operator: ContractOperator, link_id: str, service: CardFunction) -> ServiceView:
    view = operator.services(Link(link_id), service)
    assert isinstance(view, ServiceView)
    return view


def test_every_function_of_the_card_has_its_operator() -> None:
    assert set(FUNCTION_OF.values()) == set(CardFunction)
    assert set(FUNCTION_OF) == set(OPERATORS)


def test_each_operator_tells_its_one_function_and_a_right_tells_no_perk(
    operator: ContractOperator, service: CardFunction
) -> None:
    capabilities = operator.capabilities()
    assert isinstance(capabilities, Capabilities)
    assert capabilities.services == {service}
    assert bool(capabilities.perks) == (service not in BASIC_RIGHTS)


def test_each_function_is_linked_read_and_shown(
    operator: ContractOperator, library: Library, link_id: str, service: CardFunction
) -> None:
    library.lend(CHEN, 4_500)
    library.post("/desk/holds", card_number=LIN.card_number, title="厦门志")
    view = shown(operator, link_id, service)
    assert view.items
    assert [item.at for item in view.items] == sorted((item.at for item in view.items), reverse=True)
    assert all(item.at <= view.as_of for item in view.items)
    told = (view.balance_fen, view.owed_fen, view.deposit, view.valid_until)
    assert [one for one in told if one is not None] != []
    assert shown(operator, link_id, service).items == view.items
    for loan in library.get(f"/desk/readers/{CHEN.card_number}")["loans"]:
        library.post("/desk/returns", loan_id=loan["loan_id"])


def test_looking_leaves_no_effect_at_the_operator(
    operator: ContractOperator, house: House, link_id: str, service: CardFunction
) -> None:
    shown(operator, link_id, service)
    assert house.effects_of(link_id) == [("link.opened", None)]


def test_a_function_of_another_operator_is_unsupported(
    operator: ContractOperator, link_id: str, service: CardFunction
) -> None:
    others = [one for one in CardFunction if one is not service]
    assert {type(operator.services(Link(link_id), one)) for one in others} == {Unsupported}


@pytest.mark.parametrize("is_closed", [False, True])
def test_nothing_is_shown_without_an_open_link(
    operator: ContractOperator, link_id: str, service: CardFunction, is_closed: bool
) -> None:
    operator.unlink(Link(link_id))
    outcome = operator.services(Link(link_id if is_closed else new_id("lnk")), service)
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "unknown-link"


@pytest.mark.parametrize(
    ("fault", "outcome"), [("busy", Busy(2)), ("apply_then_drop", Unknown()), ("malformed", Unknown())]
)
def test_an_operator_that_fails_is_busy_or_unknown_and_shows_again_afterwards(
    house: House,
    direct: httpx.Client,
    link_id: str,
    service: CardFunction,
    fault: str,
    outcome: Busy | Unknown,
) -> None:
    operator = adapter(house, direct)
    before = operator.services(Link(link_id), service)
    house.post("/_simulator/faults", kind=fault, count=1)
    assert operator.services(Link(link_id), service) == outcome
    after = operator.services(Link(link_id), service)
    assert isinstance(before, ServiceView)
    assert isinstance(after, ServiceView)
    assert after.items == before.items


def test_each_perk_offered_is_applied_and_ended_and_every_other_is_refused(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    capabilities = operator.capabilities()
    assert isinstance(capabilities, Capabilities)
    offered = {one.perk: one for one in capabilities.perks}
    for perk in PERKS:
        wish = waiver(link_id, perk=perk, max_value_fen=None)
        outcome = operator.put(wish)
        if perk not in offered:
            assert isinstance(outcome, RefusedByOperator)
            assert outcome.reason == "unsupported-perk"
            continue
        assert isinstance(outcome, Pending if offered[perk].pace == "deferred" else Applied)
        house.post("/_simulator/clock", offset_seconds=10)
        assert isinstance(operator.read(wish), Applied)
        ending = replace(wish, wanted=EntitlementWish.ENDED, revision=2)
        assert isinstance(operator.put(ending), Applied)
        assert isinstance(operator.read(ending), Applied)
    effects = [effect for effect, _ in house.effects_of(link_id)]
    assert effects.count("entitlement.active") == effects.count("entitlement.ended") == len(offered)


def test_operators_cannot_find_out_that_they_serve_the_same_person(
    find_house: FindHouse, checked: httpx.Client
) -> None:
    bus, gas = adapter(find_house("bus"), checked), adapter(find_house("gas"), checked)
    at_bus, at_gas = link_request(WU), link_request(WU)
    assert isinstance(bus.link(at_bus), Linked)
    assert isinstance(gas.link(at_gas), Linked)
    unknown = gas.services(Link(at_bus.link_id), CardFunction.GAS)
    assert isinstance(unknown, RefusedByOperator)
    with_the_secret_of_another = adapter(find_house("bus"), checked, client_secret="of the gas works")
    assert with_the_secret_of_another.services(Link(at_bus.link_id), CardFunction.BUS) == Busy(300)
    bus.unlink(Link(at_bus.link_id))
    gas.unlink(Link(at_gas.link_id))


def test_a_deposit_is_waived_while_the_perk_is_in_effect(
    find_house: FindHouse, checked: httpx.Client
) -> None:
    bike, request = adapter(find_house("bike"), checked), link_request(LIN)
    bike.link(request)
    before = shown(bike, request.link_id, CardFunction.PUBLIC_BIKE).deposit
    wish = waiver(request.link_id, max_value_fen=None)
    bike.put(wish)
    during = shown(bike, request.link_id, CardFunction.PUBLIC_BIKE).deposit
    bike.put(replace(wish, wanted=EntitlementWish.ENDED, revision=2))
    after = shown(bike, request.link_id, CardFunction.PUBLIC_BIKE).deposit
    bike.unlink(Link(request.link_id))
    assert before is not None
    assert during is not None
    assert during.state is DepositState.WAIVED
    assert after == before
    assert before.state in (DepositState.PAID, DepositState.UNPAID)


def test_the_library_shows_loans_with_their_days_and_holds_until_they_are_lent(
    library: Library, checked: httpx.Client
) -> None:
    operator, request = adapter(library, checked), link_request(LIN)
    operator.link(request)
    operator.put(waiver(request.link_id))
    for _ in range(2):
        library.post("/desk/holds", card_number=LIN.card_number, title="海错图笔记")
    assert library.lend(CHEN, 4_500, "海错图笔记").status_code == 201
    held = [(one.kind, one.state) for one in shown(operator, request.link_id, CardFunction.LENDING).items]
    assert (ItemKind.HOLD, ItemState.OPEN) in held
    for loan in library.get(f"/desk/readers/{CHEN.card_number}")["loans"]:
        library.post("/desk/returns", loan_id=loan["loan_id"])
    ready = shown(operator, request.link_id, CardFunction.LENDING)
    assert [one.state for one in ready.items if one.title == "海错图笔记"] == [ItemState.READY]
    due_on = library.lend(LIN, 4_500, "海错图笔记").json()["due_on"]
    [loan] = [
        one
        for one in shown(operator, request.link_id, CardFunction.LENDING).items
        if one.title == "海错图笔记"
    ]
    assert (loan.kind, loan.state) == (ItemKind.LOAN, ItemState.OPEN)
    assert loan.due_on is not None
    assert loan.due_on.isoformat() == due_on
    operator.unlink(Link(request.link_id))
