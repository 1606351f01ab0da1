from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from statistics import mean

import pytest

from backend.demo.city import City, DemoCitizen, generate_city
from backend.demo.people import WeChatAccount
from backend.identity.id_number import age_on
from backend.platform.errors import Invalid
from backend.records.catalogue import Polarity
from tests.unit.demo.published import TODAY, city_of, published_catalogue


def accounts(city: City) -> Iterator[WeChatAccount]:
    for citizen in city.citizens:
        yield citizen.account
        yield from citizen.extra_accounts


def has_adverse(citizen: DemoCitizen) -> bool:
    items = published_catalogue().items
    return any(items[record.item_id].polarity is Polarity.ADVERSE for record in citizen.records)


def test_the_same_seed_gives_the_same_city() -> None:
    assert generate_city(200, 7, published_catalogue(), TODAY) == city_of(200)


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    catalogue = published_catalogue()
    turned = replace(catalogue, items=dict(reversed(catalogue.items.items())))
    assert generate_city(200, 7, turned, TODAY) == city_of(200)


def test_another_seed_gives_other_people_but_the_same_first_fourteen() -> None:
    one, other = city_of(200, 7), city_of(200, 8)
    assert one.citizens[:14] == other.citizens[:14]
    assert not {c.person for c in one.citizens[14:]} & {c.person for c in other.citizens[14:]}


@pytest.mark.parametrize("size", [1, 5, 12, 13, 200])
def test_a_smaller_city_is_the_beginning_of_a_larger_one(size: int) -> None:
    assert city_of(size).citizens == city_of(200).citizens[:size]


@pytest.mark.parametrize("size", [0, -1])
def test_a_city_without_citizens_is_refused(size: int) -> None:
    with pytest.raises(Invalid, match="demo-city-empty"):
        generate_city(size, 7, published_catalogue(), TODAY)


def test_people_accounts_and_cards_are_all_different() -> None:
    city = city_of(2000)
    assert len({citizen.person.id_number for citizen in city.citizens}) == 2000
    assert len({citizen.card_number for citizen in city.citizens}) == 2000
    for field in ("wechat_code", "openid", "official_openid", "unionid"):
        assert len({getattr(account, field) for account in accounts(city)}) == 2001


def test_everybody_drawn_by_chance_is_an_adult() -> None:
    ages = [age_on(citizen.person.id_number.born_on, TODAY) for citizen in city_of(2000).citizens[12:]]
    assert min(ages) >= 18


def test_records_are_as_many_as_the_city_once_counted() -> None:
    citizens = city_of(5000).citizens
    assert mean(len(citizen.records) for citizen in citizens) == pytest.approx(1.84, abs=0.05)
    assert mean(len(citizen.records) <= 4 for citizen in citizens) > 0.98


def test_four_people_in_five_have_no_adverse_record() -> None:
    assert mean(not has_adverse(citizen) for citizen in city_of(5000).citizens) == pytest.approx(
        0.8, abs=0.02
    )


def test_deposits_are_tiers_of_the_library_and_many_have_paid_none() -> None:
    deposits = [citizen.deposit_fen for citizen in city_of(2000).citizens]
    assert set(deposits) == {0, 5000, 10000, 20000, 30000, 50000, 80000, 100000}
    assert 0.3 < mean(deposit == 0 for deposit in deposits) < 0.5


def test_the_simulators_read_exactly_these_fields() -> None:
    data = city_of(13).to_json()
    assert data["wechat"] == {}
    fields = (
        "name id_number wechat_code openid official_openid unionid card_number about library extra_accounts"
    )
    assert {frozenset(citizen) for citizen in data["citizens"]} == {frozenset(fields.split())}
    assert data["citizens"][1]["library"] == {"deposit_fen": 10000}
    assert data["citizens"][8]["extra_accounts"][0].keys() == {
        "wechat_code",
        "openid",
        "official_openid",
        "unionid",
    }


def test_operators_are_told_no_record() -> None:
    city = city_of(500)
    told = json.dumps(city.to_json(), ensure_ascii=False)
    for record in (record for citizen in city.citizens for record in citizen.records):
        assert record.document_number not in told
        assert record.item_id not in told


def test_the_file_survives_json_with_rare_characters() -> None:
    data = city_of(13).to_json()
    assert json.loads(json.dumps(data)) == data
    assert data["citizens"][9]["name"].endswith("\U00020bb7")


def test_merchants_are_named_and_no_key_is_made_for_them() -> None:
    assert len(set(city_of(1).merchants)) == len(city_of(1).merchants) >= 3
    assert all(isinstance(merchant, str) for merchant in city_of(1).merchants)


def test_the_city_of_another_day_has_records_of_its_own_time() -> None:
    day = date(2031, 2, 28)
    decided = [record.decided_on for citizen in city_of(200, 7, day).citizens for record in citizen.records]
    assert TODAY < max(decided) <= day
