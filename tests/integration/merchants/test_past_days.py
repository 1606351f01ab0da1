"""A shop's days: its own scans and redemptions of one day of the city, in pages, with the day's counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from backend.audit.models import AccessEntry
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.merchants.past_days import DayWish, PastPage
from tests.builders.merchants import TestShop, a_shop_that_joined

pytestmark = pytest.mark.store
DAY = date(2026, 11, 23)


def put_scan(
    domain: Domain,
    shop: MerchantCaller,
    name: str,
    at: datetime,
    outcome: str = "valid",
    action: str = "certificate.verified",
) -> None:
    entry = {
        "id": name,
        "citizen_id": "cit_1",
        "occurred_at": at,
        "actor_kind": "merchant",
        "actor_id": shop.merchant_id,
        "actor_name": shop.name,
        "action": action,
        "disclosed": [],
        "outcome": outcome,
    }
    with domain.ground.database.transaction() as session:
        session.execute(insert(AccessEntry).values(entry))


def on_the_day(hour: int, minute: int = 0) -> datetime:
    """Return a moment by the hours of UTC, which are eight behind the city's."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def names(page: PastPage[AccessEntry]) -> list[str]:
    return [one.id for one in page.entries]


def test_a_day_is_the_citys_from_midnight_to_midnight(domain: Domain, shop: TestShop) -> None:
    put_scan(domain, shop.owner, "last_of_22", datetime(2026, 11, 22, 15, 59, 59, 999999, tzinfo=UTC))
    put_scan(domain, shop.owner, "first_of_23", datetime(2026, 11, 22, 16, tzinfo=UTC))
    put_scan(domain, shop.owner, "last_of_23", on_the_day(15, 59))
    put_scan(domain, shop.owner, "first_of_24", on_the_day(16))
    page = domain.merchants.list_verifications(shop.owner, DayWish(DAY))
    assert names(page) == ["last_of_23", "first_of_23"]
    assert (page.counts, page.next) == ({"valid": 2}, None)


def test_without_a_day_everything_is_listed_newest_first_and_nothing_counted(
    domain: Domain, shop: TestShop
) -> None:
    put_scan(domain, shop.owner, "old", datetime(2025, 1, 1, tzinfo=UTC))
    put_scan(domain, shop.owner, "new", on_the_day(1))
    page = domain.merchants.list_verifications(shop.owner)
    assert (names(page), page.counts) == (["new", "old"], {})


def test_the_counts_are_of_the_whole_day_and_of_what_the_shop_was_told(
    domain: Domain, shop: TestShop
) -> None:
    for number, outcome in enumerate(("valid", "valid", "blocked", "paused", "revoked", "offline")):
        put_scan(domain, shop.owner, f"acc_{number}", on_the_day(number), outcome)
    page = domain.merchants.list_verifications(shop.owner, DayWish(DAY, limit=1))
    assert page.counts == {"valid": 2, "revoked": 3, "offline": 1}
    assert names(page) == ["acc_5"]


def test_another_shops_scans_and_other_acts_are_neither_listed_nor_counted(
    domain: Domain, shop: TestShop
) -> None:
    other = a_shop_that_joined(domain, "别家小店", 2)
    put_scan(domain, other.owner, "theirs", on_the_day(1))
    put_scan(domain, shop.owner, "redeeming", on_the_day(2), "redeemed", "perk.redeemed")
    page = domain.merchants.list_verifications(shop.owner, DayWish(DAY))
    assert (names(page), page.counts) == ([], {})


def test_pages_follow_each_other_without_gap_or_repeat_also_in_one_moment(
    domain: Domain, shop: TestShop
) -> None:
    for number in range(7):
        put_scan(domain, shop.owner, f"acc_{number}", on_the_day(number // 3))
    seen, wish = [], DayWish(DAY, limit=2)
    while True:
        page = domain.merchants.list_verifications(shop.owner, wish)
        seen.append(names(page))
        assert page.counts == {"valid": 7}
        if page.next is None:
            break
        wish = DayWish(DAY, page.next, 2)
    assert seen == [["acc_6", "acc_5"], ["acc_4", "acc_3"], ["acc_2", "acc_1"], ["acc_0"]]


def test_a_full_last_page_says_that_nothing_follows(domain: Domain, shop: TestShop) -> None:
    for number in range(2):
        put_scan(domain, shop.owner, f"acc_{number}", on_the_day(number))
    assert domain.merchants.list_verifications(shop.owner, DayWish(DAY, limit=2)).next is None
    assert domain.merchants.list_verifications(shop.owner, DayWish(DAY, limit=1)).next is not None
