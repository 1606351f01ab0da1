"""A page of an operator's list is read strictly, as everything in it is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend.cards.ports import HeldEntitlement, HeldPage, HeldState
from card_integration.contract.members import MALFORMED
from card_integration.contract.messages import held_in

ENTRY = {
    "entitlement_id": "ent_1",
    "link_id": "lnk_1",
    "perk": "deposit_waiver",
    "revision": 3,
    "state": "active",
    "in_effect_at": None,
    "changed_at": "2026-11-23T12:00:00+08:00",
}


def test_a_page_says_what_is_held_and_where_the_next_begins() -> None:
    held = HeldEntitlement(
        HeldState.ACTIVE, "ent_1", "lnk_1", 3, "deposit_waiver", datetime(2026, 11, 23, 4, tzinfo=UTC)
    )
    assert held_in({"items": [ENTRY], "next_cursor": "17"}) == HeldPage((held,), "17")
    assert held_in({"items": [], "next_cursor": None}) == HeldPage((), None)


@pytest.mark.parametrize(
    "changes",
    [
        {"entitlement_id": ""},
        {"entitlement_id": "x" * 61},
        {"link_id": "lnk_\x00"},
        {"link_id": None},
        {"perk": "a\nb"},
        {"revision": "3"},
        {"state": "elsewhere"},
        {"changed_at": "2026-11-23T12:00:00"},
    ],
)
def test_an_entry_that_the_contract_does_not_know_spoils_the_page(changes: dict[str, Any]) -> None:
    with pytest.raises(MALFORMED):
        held_in({"items": [{**ENTRY, **changes}], "next_cursor": None})


@pytest.mark.parametrize(
    "page", [{}, {"items": {}}, {"items": [ENTRY] * 501}, {"items": [], "next_cursor": ""}]
)
def test_a_page_that_is_none_is_not_taken_for_an_empty_one(page: dict[str, Any]) -> None:
    with pytest.raises(MALFORMED):
        held_in(page)
