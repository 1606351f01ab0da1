"""What a later Koha lists of a loan is read so that it can be shown on the city's calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from card_integration.koha.api import MALFORMED
from card_integration.koha.checkouts import checkout_in

CHECKOUT: dict[str, Any] = {
    "checkout_id": 7,
    "due_date": "2026-11-30T15:59:00+00:00",
    "checkout_date": "2026-11-02T03:00:00+00:00",
    "item": {"biblio": {"title": "平凡的世界"}},
}


def test_a_loan_is_due_on_the_citys_day() -> None:
    checkout = checkout_in(CHECKOUT)
    assert (checkout.loan_id, checkout.due_on, checkout.title) == ("7", date(2026, 11, 30), "平凡的世界")
    assert checkout_in({**CHECKOUT, "due_date": "2026-11-30T16:00:00+00:00"}).due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"due_date": None},
        {"due_date": "2026-11-30T15:59:00"},
        {"due_date": "9999-12-31T23:59:00+00:00"},
        {"checkout_date": "0001-01-01T00:00:00+14:00"},
        {"checkout_id": True},
        {"item": {"biblio": {"title": "a\0b"}}},
    ],
    ids=str,
)
def test_a_loan_that_could_not_be_shown_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(MALFORMED):
        checkout_in({**CHECKOUT, **change})
