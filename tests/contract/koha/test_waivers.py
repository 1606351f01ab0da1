from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.cards.ports import (
    Applied,
    EntitlementWish,
    Link,
    NotHeld,
    Pending,
    RefusedByOperator,
    Unsupported,
)
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from tests.contract.koha.conftest import Koha, adapter, link_to, waiver


def reason_of(outcome: object) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


def test_a_waiver_moves_the_patron_and_writes_the_deposit_off(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    assert operator.read(wish) == NotHeld()
    assert isinstance(operator.put(wish), Applied)
    assert isinstance(operator.read(wish), Applied)
    assert koha.patron(patron["patron_id"])["category_id"] == "FREE"
    assert koha.account(patron["patron_id"])["balance"] == 0
    assert koha.effects_of(patron["patron_id"]) == ["patron.category_changed", "credit.booked"]


def test_the_change_of_category_leaves_everything_else_alone(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron(phone="05920000000")
    operator.put(waiver(patron))
    after = koha.patron(patron["patron_id"])
    assert {name for name in patron if patron[name] != after[name]} <= {"category_id", "updated_on"}


def test_the_same_wish_again_has_no_second_effect(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron)
    for _ in range(3):
        assert isinstance(operator.put(wish), Applied)
    assert koha.effects_of(patron["patron_id"]) == ["patron.category_changed", "credit.booked"]
    assert koha.account(patron["patron_id"])["balance"] == 0


def test_the_credit_names_the_line_and_bears_the_entitlement(
    later_koha: Koha, later_operator: KohaOperator
) -> None:
    patron = later_koha.open_patron()
    patron_id = patron["patron_id"]
    [line] = later_koha.account(patron_id)["outstanding_debits"]["lines"]
    wish = waiver(patron)
    later_operator.put(wish)
    ledger = later_koha.http.get(f"{later_koha.origin}/_simulator/ledger").json()["effects"]
    [credit] = [one for one in ledger if one["patron_id"] == patron_id and one["effect"] == "credit.booked"]
    assert credit["settled"] == [{"line_id": line["account_line_id"], "amount_fen": 10_000}]
    assert credit["note"] == wish.entitlement_id
    assert wish.entitlement_id in credit["description"]


def test_an_older_overdue_fine_is_not_written_off_in_the_deposits_place(
    koha: Koha, operator: KohaOperator
) -> None:
    patron = koha.open_patron("FREE")
    card = patron["cardnumber"]
    koha.control(f"/patrons/{card}/debits", kind="OVERDUE", amount_fen=350)
    koha.control(f"/patrons/{card}/debits", kind=koha.deposit_type, amount_fen=10_000)
    koha.control(f"/patrons/{card}/changes", category_id="DEP")
    assert isinstance(operator.put(waiver(patron)), Applied)
    assert koha.account(patron["patron_id"])["balance"] == 3.5


def test_a_patron_who_owes_no_deposit_is_only_moved(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron("FREE")
    koha.control(f"/patrons/{patron['cardnumber']}/changes", category_id="DEP")
    assert isinstance(operator.put(waiver(patron)), Applied)
    assert "credit.booked" not in koha.effects_of(patron["patron_id"])


def test_a_deposit_above_the_bound_changes_nothing(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    assert reason_of(operator.put(waiver(patron, max_value_fen=9_999))) == "deposit-above-bound"
    assert koha.effects_of(patron["patron_id"]) == []


@pytest.mark.parametrize("max_value_fen", [10_000, None])
def test_a_deposit_up_to_the_bound_is_waived(
    koha: Koha, operator: KohaOperator, max_value_fen: int | None
) -> None:
    assert isinstance(operator.put(waiver(koha.open_patron(), max_value_fen=max_value_fen)), Applied)


def test_an_ended_wish_moves_the_patron_back_and_says_that_a_fee_may_appear(
    koha: Koha, operator: KohaOperator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    patron = koha.open_patron()
    wish = waiver(patron)
    operator.put(wish)
    ending = replace(wish, wanted=EntitlementWish.ENDED, revision=2)
    assert operator.read(ending) == NotHeld()
    assert isinstance(operator.put(ending), Applied)
    assert isinstance(operator.put(ending), Applied)
    assert isinstance(operator.read(ending), Applied)
    assert koha.patron(patron["patron_id"])["category_id"] == "DEP"
    assert koha.effects_of(patron["patron_id"])[2:] == ["patron.category_changed"]
    assert "Koha may charge the enrolment fee of DEP" in caplog.text


def test_what_is_on_loan_stays_lent_when_a_waiver_ends(
    later_koha: Koha, later_operator: KohaOperator
) -> None:
    patron = later_koha.open_patron()
    wish = waiver(patron)
    later_operator.put(wish)
    due_at = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    later_koha.control(f"/patrons/{patron['cardnumber']}/checkouts", due_at=due_at)
    later_operator.put(replace(wish, wanted=EntitlementWish.ENDED))
    checkouts = later_koha.call("GET", f"/patrons/{patron['patron_id']}/checkouts").json()
    assert [one["due_date"] for one in checkouts] == [due_at]


def test_unlinking_ends_a_waiver_that_stands_and_can_be_repeated(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    operator.put(waiver(patron))
    assert isinstance(operator.unlink(link_to(patron)), Applied)
    assert isinstance(operator.unlink(link_to(patron)), Applied)
    assert koha.effects_of(patron["patron_id"])[2:] == ["patron.category_changed"]


def test_a_link_without_an_account_was_never_made_at_koha(operator: KohaOperator, koha: Koha) -> None:
    wish = waiver(koha.open_patron(), link=Link("lnk_" + "a" * 22))
    assert isinstance(operator.unlink(wish.link), Applied)
    assert {reason_of(one) for one in (operator.put(wish), operator.read(wish))} == {"unknown-link"}
    assert reason_of(operator.standing(wish.link)) == "unknown-link"


def test_a_wish_for_later_waits_and_is_not_sent(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron, valid_from=datetime.now(UTC) + timedelta(hours=1))
    assert operator.put(wish) == Pending()
    assert operator.read(wish) == Pending()
    assert koha.effects_of(patron["patron_id"]) == []


def test_a_wish_whose_time_is_over_is_refused(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    wish = waiver(patron, valid_until=datetime.now(UTC) - timedelta(seconds=1))
    assert reason_of(operator.put(wish)) == "already-over"
    assert koha.effects_of(patron["patron_id"]) == []


def test_another_perk_is_nothing_that_koha_can_do(koha: Koha, operator: KohaOperator) -> None:
    wish = waiver(koha.open_patron(), perk="fare_discount")
    assert operator.put(wish) == Unsupported()
    assert operator.read(wish) == Unsupported()


def test_a_patron_of_another_category_is_left_where_the_staff_put_them(
    koha: Koha, operator: KohaOperator
) -> None:
    patron = koha.open_patron("STAFF")
    wish = waiver(patron)
    assert reason_of(operator.put(wish)) == "category-not-covered"
    assert isinstance(operator.put(replace(wish, wanted=EntitlementWish.ENDED)), Applied)
    assert koha.effects_of(patron["patron_id"]) == []


def test_two_agreed_categories_that_are_one_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="must differ"):
        KohaRules("FREE", "FREE", "A")


def test_the_start_up_check_names_a_category_that_koha_lacks(
    later_koha: Koha, caplog: pytest.LogCaptureFixture
) -> None:
    assert adapter(later_koha, later_koha.http).check_setup() == ()
    wrong = adapter(later_koha, later_koha.http, rules=KohaRules("NOPE", "DEP", "A"))
    assert wrong.check_setup() == ("NOPE",)
    assert "Koha has no patron category NOPE" in caplog.text


def test_an_old_koha_cannot_be_checked_at_start_up_and_that_is_said(
    old_koha: Koha, caplog: pytest.LogCaptureFixture
) -> None:
    assert adapter(old_koha, old_koha.http).check_setup() == Unsupported()
    assert "could not be checked" in caplog.text
