from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.records.catalogue import CatalogueItem, SubjectKind
from backend.records.facts import RecordFacts, RecordState
from backend.records.publicity import find_last_public_day, is_public_on
from tests.unit.records.samples import sample_catalogue

ITEMS = sample_catalogue().items
DECIDED_ON = date(2026, 1, 31)
NEVER = date(2500, 1, 1)
items = st.sampled_from([*ITEMS.values()])
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def a_record(item_id: str, valid_until: date | None = None) -> RecordFacts:
    return RecordFacts("rec_1", item_id, DECIDED_ON, valid_until, None, RecordState.IN_FORCE)


@pytest.mark.parametrize(
    ("item_id", "valid_until", "last"),
    [
        ("mkt.permit.food", None, None),
        ("mkt.permit.food", date(2027, 5, 1), date(2027, 5, 1)),
        ("mkt.honour.quality", None, date(2028, 1, 31)),
        ("mkt.honour.quality", date(2026, 12, 31), date(2026, 12, 31)),
        ("mkt.penalty.minor", None, date(2026, 4, 30)),
        ("mkt.penalty.ordinary", None, date(2027, 1, 31)),
        ("mkt.penalty.serious", None, date(2029, 1, 31)),
        ("mkt.penalty.serious", date(2026, 9, 30), date(2026, 9, 30)),
        ("mkt.penalty.serious", date(2099, 12, 31), date(2029, 1, 31)),
        ("mkt.list.firms", None, date(2027, 1, 31)),
    ],
)
def test_the_law_the_item_and_the_source_each_end_the_publication(
    item_id: str, valid_until: date | None, last: date | None
) -> None:
    record, item = a_record(item_id, valid_until), ITEMS[item_id]
    assert find_last_public_day(record, item) == last
    assert is_public_on(record, item, last or NEVER)
    assert last is None or not is_public_on(record, item, last + timedelta(days=1))


@given(items, days)
def test_an_adverse_record_is_never_shown_after_the_most_months_of_its_item(
    item: CatalogueItem, day: date
) -> None:
    if item.publication and day > DECIDED_ON + timedelta(days=31 * item.publication.max_months):
        assert not is_public_on(a_record(item.id), item, day)


@given(items, days, st.sampled_from([state for state in RecordState if state is not RecordState.IN_FORCE]))
def test_what_is_not_in_force_is_shown_on_no_day(item: CatalogueItem, day: date, state: RecordState) -> None:
    assert not is_public_on(replace(a_record(item.id), state=state), item, day)


@given(items, days)
def test_an_item_about_persons_is_shown_on_no_day(item: CatalogueItem, day: date) -> None:
    assert not is_public_on(a_record(item.id), replace(item, subject_kind=SubjectKind.NATURAL), day)


@given(items)
def test_nothing_is_shown_before_it_was_decided(item: CatalogueItem) -> None:
    assert not is_public_on(a_record(item.id), item, DECIDED_ON - timedelta(days=1))
    assert is_public_on(a_record(item.id), item, DECIDED_ON)
