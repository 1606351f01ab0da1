from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.city_calendar import Month, at_clock, city_day, months_from
from card_integration.simulator.operators.offers import HOUSES, House
from card_integration.simulator.operators.shown import Shown

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
NOTHING: frozenset[str] = frozenset()
BORN_ON = date(1990, 3, 12)
HOUSE = {house.offer.operator_id: house for house in HOUSES}


def account(operator: str, card: int = 1, born_on: date = BORN_ON, seed: int = 7) -> Account:
    return Account(seed, operator, f"3502{card:08d}0", born_on)


def look(operator: str, now: datetime = NOW, perks: frozenset[str] = NOTHING, **about: object) -> Shown:
    return HOUSE[operator].show(account(operator, **about), now, perks)


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.offer.operator_id)
def test_the_same_seed_card_and_day_give_the_same_account(house: House) -> None:
    operator = house.offer.operator_id
    assert look(operator) == look(operator)
    others = [look(operator, card=card) for card in range(2, 8)] + [look(operator, seed=8)]
    assert look(operator) not in others


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.offer.operator_id)
@pytest.mark.parametrize("days", [0, 1, 40, 365])
def test_every_account_is_fit_to_be_shown_on_any_day(house: House, days: int) -> None:
    for card in range(30):
        shown = look(house.offer.operator_id, NOW + timedelta(days=days), card=card)
        body = shown.body(NOW + timedelta(days=days))
        assert len(body["items"]) <= 200
        assert (shown.balance_fen or 0) >= 0
        assert all((item.amount_fen or 0) >= 0 for item in shown.items)


@pytest.mark.parametrize("operator", ["bus", "payment"])
def test_money_on_a_card_goes_down_by_what_is_spent_and_up_by_what_is_filled_in(operator: str) -> None:
    last_second, first_hours = at_clock(date(2026, 10, 31), 23, 59), at_clock(date(2026, 11, 1), 5)
    evening = at_clock(date(2026, 11, 9), 23)
    before, after = look(operator, last_second), look(operator, first_hours)
    [filled] = [item for item in after.items if item.kind == "top_up"]
    assert before.balance_fen is not None
    assert after.balance_fen == before.balance_fen + (filled.amount_fen or 0)
    later = look(operator, evening)
    spent = [item.amount_fen or 0 for item in later.items if first_hours < item.at <= evening]
    assert later.balance_fen == after.balance_fen - sum(spent)
    assert spent


@pytest.mark.parametrize("operator", ["water", "electricity", "gas"])
def test_what_is_owed_is_the_sum_of_the_bills_not_paid(operator: str) -> None:
    owing = 0
    for card in range(40):
        shown = look(operator, card=card)
        unpaid = [item for item in shown.items if item.state in ("unpaid", "overdue")]
        assert shown.owed_fen == sum(item.amount_fen or 0 for item in unpaid)
        assert len({item.month for item in shown.items}) == 6
        owing += bool(unpaid)
    assert 0 < owing < 40


def test_a_bill_is_paid_once_and_stays_so_with_its_amount() -> None:
    days = [NOW + timedelta(days=passed) for passed in range(60)]
    for card in range(20):
        october = [
            next(item for item in look("water", day, card=card).items if item.month == Month(2026, 10))
            for day in days
        ]
        states = [item.state for item in october]
        assert len({item.amount_fen for item in october}) == 1
        assert states == sorted(states, key=["unpaid", "overdue", "paid"].index)
        assert states[-1] == "paid"


def test_a_deferred_payment_gives_more_time_for_what_is_not_paid_yet() -> None:
    card = next(card for card in range(40) if look("gas", card=card).owed_fen)
    [late] = [item for item in look("gas", card=card).items if item.state == "overdue"]
    perks = frozenset({"deferred_payment"})
    [eased] = [item for item in look("gas", card=card, perks=perks).items if item.month == late.month]
    assert late.due_on is not None
    assert (eased.due_on, eased.state) == (late.due_on + timedelta(days=15), "unpaid")


def test_a_deposit_is_waived_by_the_perk_alone() -> None:
    states = {look("bike", card=card).deposit for card in range(20)}
    assert states == {("paid", 30_000), ("unpaid", 30_000)}
    perks = frozenset({"deposit_waiver"})
    assert {look("bike", card=card, perks=perks).deposit for card in range(20)} == {("waived", 30_000)}


def test_a_pass_is_good_for_a_year_and_was_visited_within_it() -> None:
    over = 0
    for card in range(60):
        shown = look("tourism", card=card)
        assert shown.valid is not None
        first, until = shown.valid
        assert (until + timedelta(days=1)).replace(year=first.year) == first
        assert all(first <= city_day(item.at) <= until for item in shown.items)
        over += until < city_day(NOW)
    assert 0 < over < 30


def test_accounts_of_rights_fit_the_holders_age() -> None:
    child, retired = date(2013, 5, 1), date(1950, 5, 1)
    assert [look(right, born_on=child).balance_fen for right in ("pension", "housing_fund")] == [0, 0]
    assert {item.kind for item in look("pension", born_on=retired).items} == {"payout"}
    assert {item.kind for item in look("pension").items} == {"contribution"}
    assert look("housing_fund", born_on=retired).items == []
    assert look("medical_insurance", born_on=child).items


@pytest.mark.parametrize("right", ["medical_insurance", "pension", "housing_fund"])
def test_a_balance_grows_by_what_comes_in_from_month_to_month(right: str) -> None:
    earlier, later = look(right, NOW - timedelta(days=61)), look(right)
    since = NOW - timedelta(days=61)
    signs = {"contribution": 1, "settlement": -1}
    booked = [(item.amount_fen or 0) * signs[item.kind] for item in later.items if since < item.at <= NOW]
    assert earlier.balance_fen is not None
    assert later.balance_fen == earlier.balance_fen + sum(booked)
    assert booked


def test_months_run_on_over_the_year() -> None:
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert [str(month) for month in months_from(Month(2025, 12), Month(2026, 2))] == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert len(list(Month(2028, 2).days())) == 29
