from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from backend.cards.ports import Applied, Busy, CardOperator, Entitlement, EntitlementWish, NotHeld, Unknown
from card_integration.koha.operator import KohaOperator
from card_integration.oauth_session import DEFAULT_RETRY_SECONDS
from tests.contract.koha.conftest import Koha, adapter, waiver
from tests.contract.operators.simulator_process import running
from tests.contract.operators.synthetic_city import write_city

ONCE = ["patron.category_changed", "credit.booked"]


@pytest.fixture
def operator(koha: Koha, direct: httpx.Client) -> KohaOperator:
    """An adapter whose exchanges nobody checks: an answer that a fault spoiled fits no description."""
    return adapter(koha, direct)


def settle(operator: CardOperator, wish: Entitlement, tries: int = 60) -> None:
    """Do what the outbox does: put until applied, and after Unknown read before putting again."""
    for _ in range(tries):
        outcome = operator.put(wish)
        while isinstance(outcome, Unknown | Busy):
            outcome = operator.read(wish)
        if isinstance(outcome, Applied):
            return
        assert outcome == NotHeld()
    raise AssertionError("the wish never came into effect")


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", ["apply_then_drop", "malformed", "refuse", "unavailable", "busy"])
def test_whatever_happens_to_a_write_each_effect_is_there_exactly_once(
    koha: Koha, operator: KohaOperator, method: str, kind: str
) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    koha.fault(kind, method)
    settle(operator, wish)
    assert isinstance(operator.put(wish), Applied)
    assert koha.effects_of(patron["patron_id"]) == ONCE
    assert koha.account(patron["patron_id"])["balance"] == 0


@pytest.mark.parametrize(("method", "effects"), [("PUT", ONCE[:1]), ("POST", ONCE)])
def test_an_answer_lost_after_the_effect_is_unknown_and_reading_tells_the_rest(
    koha: Koha, operator: KohaOperator, method: str, effects: list[str]
) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    koha.fault("apply_then_drop", method)
    assert operator.put(wish) == Unknown()
    assert koha.effects_of(patron["patron_id"]) == effects
    assert isinstance(operator.read(wish), NotHeld if method == "PUT" else Applied)


def test_an_end_whose_answer_was_lost_is_found_by_reading(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    ending = replace(wish, wanted=EntitlementWish.ENDED)
    operator.put(wish)
    koha.fault("apply_then_drop", "PUT")
    assert operator.put(ending) == Unknown()
    assert isinstance(operator.read(ending), Applied)
    assert koha.effects_of(patron["patron_id"]) == [*ONCE, "patron.category_changed"]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_koha_that_hangs_over_a_write_leaves_the_outcome_unknown(
    koha: Koha, operator: KohaOperator, direct: httpx.Client, method: str
) -> None:
    hasty, patron = adapter(koha, direct, timeout_seconds=0.2), koha.open_patron()
    wish = waiver(patron)
    hasty.read(wish)  # takes a token before the fault
    koha.fault("hang", method)
    assert hasty.put(wish) == Unknown()
    assert operator.read(wish) == NotHeld()
    settle(operator, wish)
    assert koha.effects_of(patron["patron_id"]) == ONCE


def test_a_busy_koha_did_nothing_and_says_when_to_come_again(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    koha.fault("busy", count=2)
    assert operator.put(wish) == Busy(2)
    assert operator.standing(wish.link) == Busy(2)
    assert koha.effects_of(patron["patron_id"]) == []


def test_busy_after_a_first_write_is_not_told_as_if_nothing_was_done(
    koha: Koha, operator: KohaOperator
) -> None:
    patron = koha.open_patron()
    koha.fault("busy", "POST")
    assert operator.put(waiver(patron)) == Unknown()
    assert koha.effects_of(patron["patron_id"]) == ONCE[:1]


def test_a_missing_permission_is_a_matter_of_credentials(koha: Koha, operator: KohaOperator) -> None:
    koha.fault("forbidden", "PUT")
    assert operator.put(waiver(koha.open_patron())) == Busy(300)


def test_an_answer_that_is_no_json_leaves_a_reader_without_an_answer(
    koha: Koha, operator: KohaOperator
) -> None:
    wish = waiver(koha.open_patron())
    for read in (operator.read, lambda wish: operator.standing(wish.link)):
        koha.fault("malformed", "GET")
        assert read(wish) == Unknown()


@pytest.mark.parametrize("seed", range(2))
def test_with_a_third_of_all_calls_spoiled_every_ledger_shows_each_effect_once(
    koha: Koha, operator: KohaOperator, seed: int
) -> None:
    patrons = [koha.open_patron() for _ in range(4)]
    koha.control("/fault-share", percent=33, seed=seed)
    for patron in patrons:
        wish = waiver(patron)
        settle(operator, wish)
        settle(operator, replace(wish, wanted=EntitlementWish.ENDED, revision=2))
    koha.control("/fault-share", percent=0)
    for patron in patrons:
        assert koha.effects_of(patron["patron_id"]) == [*ONCE, "patron.category_changed"]
        assert koha.account(patron["patron_id"])["balance"] == 0


def test_a_koha_that_is_down_is_busy_and_remembers_over_a_restart(
    tmp_path: Path, direct: httpx.Client
) -> None:
    city, state = str(write_city(tmp_path / "city.json")), str(tmp_path / "koha.sqlite3")
    command = ("card_integration.simulator.koha", "--city", city, "--state", state, "--version", "main")
    with running(*command) as origin:
        koha = Koha("main", origin, direct)
        operator, wish = adapter(koha, direct), waiver(koha.open_patron())
        assert isinstance(operator.put(wish), Applied)
    assert operator.put(wish) == Busy(DEFAULT_RETRY_SECONDS)
    assert operator.read(wish) == Busy(DEFAULT_RETRY_SECONDS)
    with running(*command, port=httpx.URL(origin).port or 0):
        assert isinstance(operator.read(wish), Applied)
