from __future__ import annotations

import pytest

from card_integration.koha.patron import patron_in
from tests.unit.card_integration.koha.scripted_koha import LINK, PATRON, link_request, operator


def test_an_old_koha_is_told_address_and_city_again() -> None:
    assert patron_in(PATRON).moved_to("FREE") == {
        "surname": "李",
        "address": "文三路2号",
        "city": "杭州",
        "library_id": "CPL",
        "category_id": "FREE",
    }


def test_a_later_koha_is_told_less() -> None:
    later = {**PATRON, "preferred_name": None}
    assert set(patron_in(later).moved_to("FREE")) == {"surname", "library_id", "category_id"}


def test_a_patron_without_what_must_be_told_again_is_no_patron() -> None:
    record = {name: value for name, value in PATRON.items() if name != "library_id"}
    with pytest.raises(KeyError):
        patron_in(record)


def test_nothing_about_a_person_is_printed() -> None:
    printed = repr(patron_in(PATRON)) + repr(link_request()) + repr(LINK) + repr(operator)
    for secret in ("李", "文三路", "33011795434651", "350299198506011022"):
        assert secret not in printed
