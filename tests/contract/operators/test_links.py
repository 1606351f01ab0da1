from __future__ import annotations

import httpx
import pytest

from backend.cards.ports import Applied, Busy, Link, Linked, RefusedByOperator
from backend.platform.ids import new_id
from card_integration.contract.operator import ContractOperator
from tests.contract.operators.conftest import House, adapter, waiver
from tests.contract.operators.synthetic_city import CHEN, LIN, WU, ZHENG
from tests.contract.wishes import link_request


def test_a_card_is_linked_when_holder_and_number_fit(operator: ContractOperator) -> None:
    request = link_request(WU)
    assert operator.link(request) == Linked("************0003")
    operator.unlink(Link(request.link_id))


def test_linking_again_with_the_same_id_changes_nothing(operator: ContractOperator, house: House) -> None:
    request = link_request(WU)
    assert operator.link(request) == operator.link(request)
    assert house.effects_of(request.link_id) == [("link.opened", None)]
    operator.unlink(Link(request.link_id))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"holder_name": CHEN.name}, "holder-mismatch"),
        ({"holder_id_number": CHEN.id_number}, "holder-mismatch"),
        ({"card_number": "6000000000009999"}, "unknown-card"),
        ({"card_number": CHEN.card_number}, "holder-mismatch"),
    ],
)
def test_a_card_that_does_not_fit_its_holder_is_not_linked(
    operator: ContractOperator, house: House, changes: dict[str, str], reason: str
) -> None:
    request = link_request(ZHENG, **changes)
    outcome = operator.link(request)
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == reason
    assert house.effects_of(request.link_id) == []


def test_a_linked_card_cannot_be_linked_a_second_time(operator: ContractOperator, link_id: str) -> None:
    outcome = operator.link(link_request(LIN))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "card-already-linked"


def test_a_link_id_cannot_be_taken_for_another_card(operator: ContractOperator, link_id: str) -> None:
    outcome = operator.link(link_request(ZHENG, link_id=link_id))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "link-used"


def test_an_unlinked_card_can_be_linked_anew_under_another_id(operator: ContractOperator) -> None:
    first, second = link_request(ZHENG), link_request(ZHENG)
    operator.link(first)
    assert isinstance(operator.unlink(Link(first.link_id)), Applied)
    assert isinstance(operator.link(second), Linked)
    operator.unlink(Link(second.link_id))


def test_unlinking_is_repeatable_and_closes_once(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    outcomes = [operator.unlink(Link(link_id)), operator.unlink(Link(link_id))]
    assert all(isinstance(outcome, Applied) for outcome in outcomes)
    assert house.effects_of(link_id) == [("link.opened", None), ("link.closed", None)]


def test_unlinking_what_was_never_linked_is_done_already(operator: ContractOperator) -> None:
    assert isinstance(operator.unlink(Link(new_id("lnk"))), Applied)


def test_unlinking_ends_every_perk_of_the_link(operator: ContractOperator, link_id: str) -> None:
    wish = waiver(link_id)
    operator.put(wish)
    operator.unlink(Link(link_id))
    held = operator.read(wish)
    assert isinstance(held, RefusedByOperator)
    assert held.reason == "ended-by-operator"


def test_a_proof_made_with_another_secret_proves_nothing(
    house: House, operator: ContractOperator, checked: httpx.Client
) -> None:
    stranger = adapter(house, checked, client_secret="another secret")
    assert stranger.link(link_request(WU)) == Busy(300)
