from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from backend.cards.ports import Applied, Busy, Link, Linked, NotHeld, RefusedByOperator, Unknown
from card_integration.contract.operator import ContractOperator
from card_integration.contract.session import DEFAULT_RETRY_SECONDS
from tests.contract.operators.conftest import House, adapter, running_house, waiver
from tests.contract.operators.synthetic_city import LIN, ZHENG, write_city
from tests.contract.wishes import link_request


def test_an_answer_lost_after_the_effect_is_unknown_and_reading_finds_it_applied(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    wish = waiver(link_id)
    house.post("/_simulator/faults", kind="apply_then_drop", count=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)
    assert isinstance(operator.put(wish), Applied)
    assert house.effects_of(link_id) == [("link.opened", None), ("entitlement.active", 1)]


def test_an_operator_that_hangs_leaves_the_outcome_unknown_and_reading_finds_nothing(
    house: House, operator: ContractOperator, checked: httpx.Client, link_id: str
) -> None:
    hasty = adapter(house, checked, timeout_seconds=0.3)
    wish = waiver(link_id)
    hasty.read(wish)  # takes a token before the fault
    house.post("/_simulator/faults", kind="hang", count=1)
    assert hasty.put(wish) == Unknown()
    assert operator.read(wish) == NotHeld()


def test_an_answer_that_is_no_json_is_unknown_though_the_wish_took_effect(
    house: House, direct: httpx.Client, link_id: str
) -> None:
    operator, wish = adapter(house, direct), waiver(link_id)
    house.post("/_simulator/faults", kind="malformed", count=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)


def test_a_busy_operator_did_nothing_and_says_when_to_come_again(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    wish = waiver(link_id)
    house.post("/_simulator/faults", kind="busy", count=2)
    assert operator.put(wish) == Busy(2)
    assert operator.standing(Link(link_id)) == Busy(2)
    assert operator.read(wish) == NotHeld()


def test_a_refusal_in_the_operators_own_words_reaches_the_citizen(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    house.post("/_simulator/faults", kind="refuse", count=1)
    outcome = operator.put(waiver(link_id))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "refused-by-operator"
    assert "本单位暂不办理这项业务" in outcome.zh
    assert house.effects_of(link_id) == [("link.opened", None)]


def test_a_link_whose_answer_was_lost_is_linked_by_asking_again(
    operator: ContractOperator, house: House
) -> None:
    request = link_request(ZHENG)
    house.post("/_simulator/faults", kind="apply_then_drop", count=1)
    assert operator.link(request) == Unknown()
    assert isinstance(operator.link(request), Linked)
    assert house.effects_of(request.link_id) == [("link.opened", None)]
    operator.unlink(Link(request.link_id))


def test_ordering_no_fault_clears_what_was_ordered(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    house.post("/_simulator/faults", kind="busy", count=9)
    house.post("/_simulator/faults", kind="none", count=0)
    assert isinstance(operator.put(waiver(link_id)), Applied)


@pytest.mark.parametrize(
    ("fault", "is_applied"), [("unavailable", False), ("drop", False), ("malformed", True)]
)
def test_a_call_that_failed_in_any_way_is_unknown_and_reading_tells_whether_it_took_effect(
    house: House, direct: httpx.Client, link_id: str, fault: str, is_applied: bool
) -> None:
    operator, wish = adapter(house, direct), waiver(link_id)
    house.post("/_simulator/faults", kind=fault, count=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied if is_applied else NotHeld)


def test_a_slow_answer_within_the_time_limit_is_an_answer(
    operator: ContractOperator, house: House, link_id: str
) -> None:
    house.post("/_simulator/faults", kind="slow", count=1)
    assert isinstance(operator.put(waiver(link_id)), Applied)


def outcomes_by_chance(house: House, operator: ContractOperator, link_id: str, percent: int) -> list[str]:
    house.post("/_simulator/faults/by-chance", percent=percent, seed=11)
    return [type(operator.standing(Link(link_id))).__name__ for _ in range(12)]


def test_faults_by_chance_come_in_the_same_row_for_the_same_seed_until_taken_back(
    house: House, direct: httpx.Client, link_id: str
) -> None:
    operator = adapter(house, direct)
    first = outcomes_by_chance(house, operator, link_id, 60)
    assert first == outcomes_by_chance(house, operator, link_id, 60)
    assert {"Standing", "Unknown"} <= set(first)
    assert set(outcomes_by_chance(house, operator, link_id, 0)) == {"Standing"}
    house.post("/_simulator/faults/by-chance", percent=100, seed=11)
    house.set_right()
    assert isinstance(operator.put(waiver(link_id)), Applied)


@pytest.mark.parametrize("name", ["library", "bike"])
def test_an_operator_remembers_over_a_restart_and_the_adapter_takes_a_new_token(
    tmp_path: Path, checked: httpx.Client, name: str
) -> None:
    write_city(tmp_path / "city.json")
    request = link_request(LIN)
    wish = waiver(request.link_id)
    with running_house(name, tmp_path, checked) as house:
        operator = adapter(house, checked)
        assert isinstance(operator.link(request), Linked)
        assert isinstance(operator.put(wish), Applied)
    assert operator.read(wish) == Busy(DEFAULT_RETRY_SECONDS)
    with running_house(name, tmp_path, checked, port=httpx.URL(house.base_url).port or 0):
        held = operator.read(wish)
        assert isinstance(held, Applied)
        assert held.in_effect_at <= datetime.now(UTC)
