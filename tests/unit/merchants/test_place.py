from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.merchants.past_days import Place, parse_place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(0, 9_999_999_999_999_999).map(lambda passed: EPOCH + timedelta(microseconds=passed))


@given(moments, st.from_regex(r"[a-z]{3}_[0-9A-Za-z]{22}", fullmatch=True))
def test_where_a_page_ended_is_read_back_to_the_microsecond(at: datetime, row_id: str) -> None:
    assert parse_place(Place(at, row_id).text) == Place(at, row_id)


@given(st.text(max_size=60))
def test_whatever_stands_in_an_address_is_a_place_or_nothing(text: str) -> None:
    place = parse_place(text)
    assert place is None or parse_place(place.text) == place


@pytest.mark.parametrize(
    "text", ["", "-", "1-", "-acc_1", "x-acc_1", "1-acc 1", "1" * 17 + "-acc_1", "１-acc_1"]
)
def test_what_no_page_ended_with_is_no_place(text: str) -> None:
    assert parse_place(text) is None
