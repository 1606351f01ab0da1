from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from backend.demo.people import (
    Population,
    draw_name,
    make_card_number,
    make_id_number,
    make_wechat_account,
)
from backend.identity.id_number import age_on, parse_id_number
from tests.unit.demo.published import TODAY, chance


@given(st.dates(min_value=date(1930, 1, 1), max_value=TODAY), st.integers(0, 999))
def test_a_made_id_number_is_well_formed_and_of_no_real_county(born_on: date, order: int) -> None:
    number = parse_id_number(make_id_number(born_on, order).text, TODAY)
    assert number.born_on == born_on
    assert number.text.startswith("350299")


@given(st.integers(1, 99_999_999))
def test_a_card_number_has_the_luhn_digit_of_python_stdnum(number: int) -> None:
    card_number = make_card_number(number)
    assert luhn.is_valid(card_number)
    assert card_number.startswith("3502")
    assert len(card_number) == 13


def test_drawn_people_are_adults_and_share_no_id_number() -> None:
    population = Population(chance(), set(), TODAY)
    people = [population.draw_adult() for _ in range(2000)]
    assert len({person.id_number for person in people}) == 2000
    assert {age_on(person.id_number.born_on, TODAY) >= 18 for person in people} == {True}


def test_a_taken_id_number_is_not_drawn_again() -> None:
    first = Population(chance(), set(), TODAY).draw_adult()
    again = Population(chance(), {first.id_number}, TODAY).draw_adult()
    assert again.id_number != first.id_number


@pytest.mark.parametrize("is_male", [True, False])
def test_names_have_two_to_four_characters_and_some_are_rare(is_male: bool) -> None:
    rng = chance()
    names = [draw_name(rng, is_male=is_male) for _ in range(2000)]
    assert {len(name) for name in names} == {2, 3, 4}
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_the_ids_of_an_account_look_like_wechats_and_differ() -> None:
    account = make_wechat_account("demo-0001")
    ids = {account.openid, account.official_openid, account.unionid}
    assert len(ids) == 3
    assert {(len(wechat_id), wechat_id[0]) for wechat_id in ids} == {(28, "o")}


def test_each_code_has_its_own_account_and_keeps_it() -> None:
    assert make_wechat_account("demo-0001") == make_wechat_account("demo-0001")
    assert make_wechat_account("demo-0001").openid != make_wechat_account("demo-0002").openid
