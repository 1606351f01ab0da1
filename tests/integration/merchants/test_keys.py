"""The keys of a shop: who ends which, from when on, and what is noted of their use."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event

from backend.domain import Domain, Outside, Policy, build_domain
from backend.merchants.callers import EndedCaller, MerchantCaller
from backend.platform.errors import Conflict, NotFound, Refused, Unauthenticated
from tests.builders.clock import StandingClock
from tests.builders.merchants import TestShop, a_shop_that_joined, a_staff_phone, an_acceptance
from tests.builders.outside import FakeRegister, FakeWeChat

pytestmark = pytest.mark.store


def is_refused(domain: Domain, api_key: str) -> None:
    with pytest.raises(Unauthenticated, match="api-key-invalid"):
        domain.merchants.authenticate(api_key)


def another_owner(domain: Domain, shop: TestShop) -> MerchantCaller:
    invited = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    return domain.merchants.authenticate(an_acceptance(domain, invited.code).api_key)


def last_used_on(domain: Domain, shop: TestShop) -> date | None:
    [key] = domain.merchant_access.keys.list_of_merchant(shop.owner.merchant_id)
    return key.last_used_on


def test_an_owner_ends_a_phone_at_once_and_again_changes_nothing(domain: Domain, shop: TestShop) -> None:
    staff = a_staff_phone(domain, shop.owner)
    domain.merchants.authenticate(staff.api_key)
    domain.merchant_access.keys.end(shop.owner, staff.key.id)
    is_refused(domain, staff.api_key)
    [before] = [one for one in every_key(domain, shop) if one.id == staff.key.id]
    domain.merchant_access.keys.end(shop.owner, staff.key.id)
    assert [one.revoked_at for one in every_key(domain, shop) if one.id == staff.key.id] == [
        before.revoked_at
    ]
    assert [one.id for one in domain.merchant_access.keys.list_live(shop.owner)] == [shop.owner.key_id]


def every_key(domain: Domain, shop: TestShop):
    return domain.merchant_access.keys.list_of_merchant(shop.owner.merchant_id)


def test_staff_sign_their_own_phone_out_and_touch_no_other(domain: Domain, shop: TestShop) -> None:
    phones = [a_staff_phone(domain, shop.owner, label) for label in ("甲", "乙")]
    mine, other = (domain.merchants.authenticate(phone.api_key) for phone in phones)
    for key_id in (other.key_id, shop.owner.key_id, "mky_" + "0" * 22):
        with pytest.raises(Refused, match="owner-only"):
            domain.merchant_access.keys.end(mine, key_id)
    with pytest.raises(Refused, match="owner-only"):
        domain.merchant_access.keys.list_live(mine)
    domain.merchant_access.keys.end(mine, mine.key_id)
    is_refused(domain, phones[0].api_key)
    domain.merchants.authenticate(phones[1].api_key)


def test_another_shops_key_is_not_there_to_end(domain: Domain, shop: TestShop) -> None:
    other = a_shop_that_joined(domain, "别家小店", 2)
    with pytest.raises(NotFound, match="merchant-key-not-found"):
        domain.merchant_access.keys.end(shop.owner, other.owner.key_id)
    domain.merchants.authenticate(other.accepted.api_key)


def test_an_owners_last_phone_stays_until_there_is_another(domain: Domain, shop: TestShop) -> None:
    a_staff_phone(domain, shop.owner)
    with pytest.raises(Conflict, match="last-owner-key"):
        domain.merchant_access.keys.end(shop.owner, shop.owner.key_id)
    second = another_owner(domain, shop)
    domain.merchant_access.keys.end(second, shop.owner.key_id)
    is_refused(domain, shop.accepted.api_key)
    with pytest.raises(Conflict, match="last-owner-key"):
        domain.merchant_access.keys.end(second, second.key_id)


def test_the_city_ends_any_key_and_the_codes_that_were_made_with_it(domain: Domain, shop: TestShop) -> None:
    second = another_owner(domain, shop)
    lost, kept = (domain.merchant_access.pairing.make(one, "收银台", None) for one in (shop.owner, second))
    domain.merchant_access.keys.revoke(shop.owner.key_id)
    is_refused(domain, shop.accepted.api_key)
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, lost.code)
    an_acceptance(domain, kept.code)
    with pytest.raises(NotFound, match="merchant-key-not-found"):
        domain.merchant_access.keys.revoke("mky_" + "0" * 22)


def test_the_city_ends_with_a_lost_phone_the_keys_that_it_let_in(domain: Domain, shop: TestShop) -> None:
    second = another_owner(domain, shop)
    thiefs, ended, of_second = (a_staff_phone(domain, one) for one in (shop.owner, shop.owner, second))
    domain.merchants.authenticate(thiefs.api_key)
    keys = domain.merchant_access.keys
    keys.end(second, ended.key.id)
    assert keys.who_paired(shop.owner.merchant_id) == {
        thiefs.key.id: shop.owner.key_id,
        ended.key.id: shop.owner.key_id,
        of_second.key.id: second.key_id,
    }
    assert keys.revoke(shop.owner.key_id, with_paired=True) == [shop.owner.key_id, thiefs.key.id]
    for api_key in (shop.accepted.api_key, thiefs.api_key):
        is_refused(domain, api_key)
    domain.merchants.authenticate(of_second.api_key)
    assert keys.revoke(second.key_id) == [second.key_id]
    domain.merchants.authenticate(of_second.api_key)


def test_a_key_that_ended_after_it_was_believed_changes_nothing_more(domain: Domain, shop: TestShop) -> None:
    """Another process believes a key for five seconds after its end."""
    access, second = domain.merchant_access, another_owner(domain, shop)
    staff = domain.merchants.authenticate(a_staff_phone(domain, second).api_key)
    made = access.pairing.make(second, "后厨", None)
    access.keys.revoke(shop.owner.key_id)
    access.keys.revoke(staff.key_id)
    for attempt in (
        lambda: access.pairing.make(shop.owner, "收银台", None),
        lambda: access.pairing.withdraw(shop.owner, made.id),
        lambda: access.keys.end(shop.owner, second.key_id),
        lambda: access.keys.end(staff, staff.key_id),
    ):
        with pytest.raises(Unauthenticated, match="api-key-invalid"):
            attempt()
    domain.merchant_access.invitations.look(made.code)
    assert [one.id for one in access.keys.list_live(second)] == [second.key_id]
    assert [one.id for one in access.pairing.list_open(second)] == [made.id]


def test_an_ended_key_is_known_for_reports_alone_and_seven_days(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    staff, reporting = a_staff_phone(domain, shop.owner), domain.merchants.authenticate_reporting
    assert reporting(staff.api_key) == domain.merchants.authenticate(staff.api_key)
    clock.pass_time(minutes=1)
    ended_at = clock.now()
    domain.merchant_access.keys.end(shop.owner, staff.key.id)
    clock.pass_time(days=7, seconds=-1)
    assert reporting(staff.api_key) == EndedCaller(shop.owner.merchant_id, shop.owner.name, ended_at)
    is_refused(domain, staff.api_key)
    clock.pass_time(seconds=1)
    for api_key in (staff.api_key, "mk_invented"):
        with pytest.raises(Unauthenticated, match="api-key-invalid"):
            reporting(api_key)


def test_what_an_owner_lists_are_the_phones_that_work_the_oldest_first(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    clock.pass_time(minutes=1)
    first = a_staff_phone(domain, shop.owner, "甲")
    clock.pass_time(minutes=1)
    second = a_staff_phone(domain, shop.owner, "乙")
    a_shop_that_joined(domain, "别家小店", 2)
    domain.merchant_access.keys.end(shop.owner, first.key.id)
    listed = [(one.id, one.label) for one in domain.merchant_access.keys.list_live(shop.owner)]
    assert listed == [(shop.owner.key_id, "店主手机"), (second.key.id, "乙")]


def test_another_process_takes_an_ended_key_five_seconds_at_most(
    domain: Domain, policy: Policy, shop: TestShop, clock: StandingClock
) -> None:
    wechat = FakeWeChat()
    elsewhere = build_domain(domain.ground, policy, Outside(wechat, wechat, FakeRegister(), {}))
    staff = a_staff_phone(domain, shop.owner)
    elsewhere.merchants.authenticate(staff.api_key)
    domain.merchant_access.keys.end(shop.owner, staff.key.id)
    is_refused(domain, staff.api_key)
    clock.pass_time(seconds=4.9)
    elsewhere.merchants.authenticate(staff.api_key)
    clock.pass_time(seconds=0.1)
    is_refused(elsewhere, staff.api_key)


def test_a_key_that_ends_while_it_is_looked_up_is_not_believed_again(domain: Domain, shop: TestShop) -> None:
    staff, ended = a_staff_phone(domain, shop.owner), []

    def end_it(*_statement: object) -> None:
        if not ended:
            ended.append(True)
            domain.merchant_access.keys.end(shop.owner, staff.key.id)

    # The note of its first use comes between reading the key and remembering it.
    for engine in domain.ground.database.engines:
        event.listen(engine, "before_cursor_execute", _when_a_use_is_noted(end_it))
    domain.merchants.authenticate(staff.api_key)
    assert ended
    is_refused(domain, staff.api_key)


def _when_a_use_is_noted(do):
    def listener(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("UPDATE merchant_key SET last_used_on"):
            do()

    return listener


def test_the_day_of_use_is_noted_once_a_day_and_not_the_hour(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    noted: list[str] = []
    for engine in domain.ground.database.engines:
        event.listen(engine, "before_cursor_execute", _when_a_use_is_noted(lambda: noted.append("day")))
    assert last_used_on(domain, shop) == date(2026, 11, 23)
    for _ in range(3):
        clock.pass_time(minutes=1)
        domain.merchants.authenticate(shop.accepted.api_key)
    assert noted == []
    # Noon in UTC's terms is four in the morning; the city's day changes twelve hours after its own noon.
    clock.pass_time(hours=12)
    for _ in range(2):
        clock.pass_time(minutes=1)
        domain.merchants.authenticate(shop.accepted.api_key)
    assert noted == ["day"]
    assert last_used_on(domain, shop) == date(2026, 11, 24)


def test_a_known_key_costs_no_statement(domain: Domain, shop: TestShop, clock: StandingClock) -> None:
    clock.pass_time(minutes=1)
    domain.merchants.authenticate(shop.accepted.api_key)
    asked: list[str] = []
    for engine in domain.ground.database.engines:
        event.listen(engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    clock.pass_time(seconds=4)
    domain.merchants.authenticate(shop.accepted.api_key)
    assert asked == []
