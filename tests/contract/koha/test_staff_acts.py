"""What the library's staff do behind our back is found by reading, and mended or reported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from backend.cards.ports import Applied, EntitlementWish, NotHeld, RefusedByOperator, Standing
from card_integration.koha.operator import KohaOperator
from tests.contract.koha.conftest import Koha, adapter, waiver


@pytest.fixture
def patron(koha: Koha) -> dict[str, Any]:
    return koha.open_patron()


def test_a_category_that_the_staff_changed_back_is_found_and_put_again(
    koha: Koha, operator: KohaOperator, patron: dict[str, Any]
) -> None:
    wish = waiver(patron)
    operator.put(wish)
    koha.control(f"/patrons/{patron['cardnumber']}/changes", category_id="DEP")
    assert operator.read(wish) == NotHeld()
    assert isinstance(operator.put(wish), Applied)
    assert koha.effects_of(patron["patron_id"]).count("credit.booked") == 1


def test_a_deleted_patron_has_no_waiver_to_end_and_none_to_begin(
    koha: Koha, operator: KohaOperator, patron: dict[str, Any]
) -> None:
    wish = waiver(patron)
    operator.put(wish)
    koha.control(f"/patrons/{patron['cardnumber']}/deletion")
    for outcome in (operator.put(wish), operator.read(wish), operator.standing(wish.link)):
        assert isinstance(outcome, RefusedByOperator)
        assert outcome.reason == "unknown-card"
    ending = replace(wish, wanted=EntitlementWish.ENDED)
    for outcome in (operator.put(ending), operator.read(ending), operator.unlink(wish.link)):
        assert isinstance(outcome, Applied)


def test_a_replaced_card_keeps_its_waiver(koha: Koha, operator: KohaOperator, patron: dict[str, Any]) -> None:
    wish = waiver(patron)
    operator.put(wish)
    koha.control(f"/patrons/{patron['cardnumber']}/new-card", cardnumber=f"N{patron['cardnumber']}")
    assert isinstance(operator.read(wish), Applied)
    assert isinstance(operator.put(replace(wish, wanted=EntitlementWish.ENDED)), Applied)
    assert koha.patron(patron["patron_id"])["category_id"] == "DEP"


def test_a_deposit_that_the_staff_took_in_cash_meanwhile_is_not_written_off(
    koha: Koha, operator: KohaOperator, patron: dict[str, Any]
) -> None:
    kind = "payment" if koha.version == "18.12" else "PAYMENT"
    path = f"/patrons/{patron['patron_id']}/account/credits"
    koha.call("POST", path, json={"credit_type": kind, "amount": 100})
    assert isinstance(operator.put(waiver(patron)), Applied)
    assert koha.effects_of(patron["patron_id"]) == ["credit.booked", "patron.category_changed"]


def test_a_deposit_that_the_staff_take_while_we_are_at_it_is_not_written_off_besides(
    koha: Koha, patron: dict[str, Any]
) -> None:
    kind = "payment" if koha.version == "18.12" else "PAYMENT"
    path = f"/patrons/{patron['patron_id']}/account/credits"

    def take_cash(request: httpx.Request) -> None:
        if request.method == "PUT":
            koha.call("POST", path, json={"credit_type": kind, "amount": 100})

    with httpx.Client(trust_env=False, event_hooks={"request": [take_cash]}) as http:
        assert isinstance(adapter(koha, http).put(waiver(patron)), Applied)
    assert koha.effects_of(patron["patron_id"]) == ["credit.booked", "patron.category_changed"]
    assert koha.account(patron["patron_id"])["balance"] == 0


def test_what_is_left_of_a_deposit_is_written_off_and_no_more(
    koha: Koha, operator: KohaOperator, patron: dict[str, Any]
) -> None:
    kind = "payment" if koha.version == "18.12" else "PAYMENT"
    path = f"/patrons/{patron['patron_id']}/account/credits"
    koha.call("POST", path, json={"credit_type": kind, "amount": 40.1})
    assert isinstance(operator.put(waiver(patron)), Applied)
    assert koha.account(patron["patron_id"])["balance"] == 0


def test_a_restriction_is_shown_with_what_to_do_and_without_a_promise(
    later_koha: Koha, later_operator: KohaOperator
) -> None:
    patron = later_koha.open_patron("FREE")
    changes = {"restricted": True, "patron_card_lost": True, "expiry_date": "2020-01-31"}
    later_koha.control(f"/patrons/{patron['cardnumber']}/changes", **changes)
    standing = later_operator.standing(waiver(patron).link)
    assert isinstance(standing, Standing)
    assert [block.kind for block in standing.blocks] == ["manual", "lost_card", "expired"]
    assert "由图书馆决定" in standing.blocks[0].clears_when
    assert standing.blocks[2].since.isoformat() == "2020-02-01T00:00:00+08:00"
