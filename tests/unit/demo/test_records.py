from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from backend.demo.records import RecordMaker, counting_months
from backend.records.catalogue import Polarity, RepairRoute, Seriousness, SubjectKind
from tests.unit.demo.published import TODAY, chance, city_of, published_catalogue


def maker_without(**unwanted: object) -> RecordMaker:
    catalogue = published_catalogue()
    items = {
        item.id: item
        for item in catalogue.items.values()
        if not all(getattr(item, field) == value for field, value in unwanted.items())
    }
    return RecordMaker(replace(catalogue, items=items), TODAY)


def test_every_record_stands_in_the_catalogue_and_can_concern_a_person() -> None:
    items = published_catalogue().items
    for citizen in city_of(1000).citizens:
        for record in citizen.records:
            item = items[record.item_id]
            assert item.subject_kind is not SubjectKind.LEGAL
            assert (record.department, record.title) == (item.department, item.name_zh)


def test_the_days_of_every_record_are_possible() -> None:
    for citizen in city_of(1000).citizens:
        for record in citizen.records:
            assert record.decided_on <= TODAY
            assert record.decided_on <= (record.duty_fulfilled_on or TODAY) <= TODAY
            assert record.valid_until is None or record.valid_until > record.decided_on


def test_no_two_records_share_a_document_number() -> None:
    numbers = [record.document_number for citizen in city_of(1000).citizens for record in citizen.records]
    assert len(set(numbers)) == len(numbers)


def test_nothing_is_recorded_from_before_the_person_was_of_age() -> None:
    maker, rng = RecordMaker(published_catalogue(), TODAY), chance()
    adult_since = TODAY - timedelta(days=40)
    records = [record for _ in range(200) for record in maker.draw(rng, adult_since)]
    assert records
    assert min(record.decided_on for record in records) >= adult_since


def test_only_adverse_records_carry_a_duty() -> None:
    items = published_catalogue().items
    with_duty = {
        items[record.item_id].polarity
        for citizen in city_of(1000).citizens
        for record in citizen.records
        if record.duty_fulfilled_on
    }
    assert with_duty == {Polarity.ADVERSE}


@pytest.mark.parametrize("polarity", Polarity)
def test_a_catalogue_without_a_polarity_makes_no_city(polarity: Polarity) -> None:
    with pytest.raises(ValueError, match="neutral, commending and adverse"):
        maker_without(polarity=polarity)


@pytest.mark.parametrize("seriousness", Seriousness)
def test_a_catalogue_without_repairable_items_of_a_seriousness_makes_no_such_case(
    seriousness: Seriousness,
) -> None:
    maker = maker_without(seriousness=seriousness, repair_route=RepairRoute.APPLICATION)
    with pytest.raises(ValueError, match="adverse items of each seriousness"):
        maker.penalise(seriousness, fulfilled=False)


def test_the_shorter_of_two_periods_counts() -> None:
    item = next(item for item in published_catalogue().items.values() if item.publication)
    assert item.publication is not None
    assert counting_months(replace(item, counts_months=None)) == item.publication.max_months
    assert counting_months(replace(item, counts_months=1)) == 1
    assert counting_months(replace(item, counts_months=None, publication=None)) == 0


def test_records_are_described_in_a_few_words() -> None:
    maker = RecordMaker(published_catalogue(), TODAY)
    adverse, commendation = maker.penalise_long_ago(), maker.commend()
    assert maker.describe([]) == "无任何记录"
    assert maker.describe([commendation]) == "1 条记录，无失信信息"
    assert maker.describe([adverse, commendation]) == "2 条记录，其中失信信息 1 条"


def test_document_numbers_name_the_year_and_say_that_they_are_for_demonstration() -> None:
    record = RecordMaker(published_catalogue(), date(2027, 1, 5)).commend()
    assert record.document_number == f"厦演字〔{record.decided_on.year}〕1号"
