from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import httpx

from backend.cards.ports import Applied, Busy, Link, Linked, NotHeld, RefusedByOperator, Unknown
from card_integration.contract.operator import ContractOperator
from card_integration.contract.session import DEFAULT_RETRY_SECONDS
from tests.contract.operators.conftest import Library, adapter, link_request, waiver
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import LIN, ZHENG, write_city


def test_an_answer_lost_after_the_effect_is_unknown_and_reading_finds_it_applied(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    wish = waiver(link_id)
    library.post("/_simulator/faults", kind="apply_then_drop", count=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)
    assert isinstance(operator.put(wish), Applied)
    assert library.effects_of(link_id) == [("link.opened", None), ("entitlement.active", 1)]


def test_an_operator_that_hangs_leaves_the_outcome_unknown_and_reading_finds_nothing(
    library: Library, operator: ContractOperator, checked: httpx.Client, link_id: str
) -> None:
    hasty = adapter(library.base_url, checked, timeout_seconds=0.3)
    wish = waiver(link_id)
    hasty.read(wish)  # takes a token before the fault
    library.post("/_simulator/faults", kind="hang", count=1)
    assert hasty.put(wish) == Unknown()
    assert operator.read(wish) == NotHeld()


def test_an_answer_that_is_no_json_is_unknown_though_the_wish_took_effect(
    library: Library, direct: httpx.Client, link_id: str
) -> None:
    operator, wish = adapter(library.base_url, direct), waiver(link_id)
    library.post("/_simulator/faults", kind="malformed", count=1)
    assert operator.put(wish) == Unknown()
    assert isinstance(operator.read(wish), Applied)


def test_a_busy_operator_did_nothing_and_says_when_to_come_again(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    wish = waiver(link_id)
    library.post("/_simulator/faults", kind="busy", count=2)
    assert operator.put(wish) == Busy(2)
    assert operator.standing(Link(link_id)) == Busy(2)
    assert operator.read(wish) == NotHeld()


def test_a_refusal_in_the_operators_own_words_reaches_the_citizen(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    library.post("/_simulator/faults", kind="refuse", count=1)
    outcome = operator.put(waiver(link_id))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "refused-by-operator"
    assert "本馆暂不办理这项业务" in outcome.zh
    assert library.effects_of(link_id) == [("link.opened", None)]


def test_a_link_whose_answer_was_lost_is_linked_by_asking_again(
    operator: ContractOperator, library: Library
) -> None:
    request = link_request(ZHENG)
    library.post("/_simulator/faults", kind="apply_then_drop", count=1)
    assert operator.link(request) == Unknown()
    assert isinstance(operator.link(request), Linked)
    assert library.effects_of(request.link_id) == [("link.opened", None)]
    operator.unlink(Link(request.link_id))


def test_ordering_no_fault_clears_what_was_ordered(
    operator: ContractOperator, library: Library, link_id: str
) -> None:
    library.post("/_simulator/faults", kind="busy", count=9)
    library.post("/_simulator/faults", kind="none", count=0)
    assert isinstance(operator.put(waiver(link_id)), Applied)


def test_the_library_remembers_over_a_restart_and_the_adapter_takes_a_new_token(
    tmp_path: Path, checked: httpx.Client
) -> None:
    city, state = write_city(tmp_path / "city.json"), tmp_path / "library.sqlite3"
    library = ("card_integration.simulator.library", "--city", str(city), "--state", str(state))
    request = link_request(LIN)
    wish = waiver(request.link_id)
    with running(*library) as base_url:
        operator = adapter(base_url, checked)
        assert isinstance(operator.link(request), Linked)
        assert isinstance(operator.put(wish), Applied)
    assert operator.read(wish) == Busy(DEFAULT_RETRY_SECONDS)
    with running(*library, port=httpx.URL(base_url).port or 0):
        held = operator.read(wish)
        assert isinstance(held, Applied)
        assert held.in_effect_at <= datetime.now(UTC)
