"""The codes by which an owner lets the phones of staff in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.domain import Domain
from backend.merchants.holding import MOST_KEYS
from backend.merchants.roles import MerchantRole
from backend.platform.errors import Conflict, Invalid, NotFound, Refused
from tests.builders.clock import StandingClock
from tests.builders.merchants import TestShop, a_shop_that_joined, a_staff_phone, an_acceptance

pytestmark = pytest.mark.store


def test_a_phone_that_is_paired_is_of_staff_and_called_what_it_says_itself(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    made = domain.merchant_access.pairing.make(shop.owner, "收银台", None)
    offer = domain.merchant_access.invitations.look(made.code)
    assert (offer.role, offer.label) == (MerchantRole.STAFF, "收银台")
    assert made.expires_at == offer.expires_at == clock.now() + timedelta(minutes=15)
    caller = domain.merchants.authenticate(an_acceptance(domain, made.code, "二号收银台").api_key)
    assert (caller.merchant_id, caller.role) == (shop.owner.merchant_id, MerchantRole.STAFF)
    assert caller.label == "二号收银台"


def test_a_pairing_code_ends_after_a_quarter_of_an_hour(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    made = domain.merchant_access.pairing.make(shop.owner, "收银台", None)
    clock.pass_time(minutes=15)
    assert domain.merchant_access.pairing.list_open(shop.owner) == []
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, made.code)


def test_an_owner_sees_the_codes_that_work_and_the_citys_invitation_is_none_of_them(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    pairing = domain.merchant_access.pairing
    domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    first = pairing.make(shop.owner, "甲", None)
    clock.pass_time(minutes=1)
    second, used = pairing.make(shop.owner, "乙", None), pairing.make(shop.owner, "丙", None)
    an_acceptance(domain, used.code)
    assert [one.id for one in pairing.list_open(shop.owner)] == [second.id, first.id]


def test_a_code_that_is_withdrawn_lets_nobody_in_and_withdrawing_again_changes_nothing(
    domain: Domain, shop: TestShop
) -> None:
    pairing = domain.merchant_access.pairing
    made = pairing.make(shop.owner, "收银台", None)
    for _ in range(2):
        pairing.withdraw(shop.owner, made.id)
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, made.code)


def test_withdrawing_a_used_code_ends_no_phone(domain: Domain, shop: TestShop) -> None:
    made = domain.merchant_access.pairing.make(shop.owner, "收银台", None)
    staff = an_acceptance(domain, made.code)
    domain.merchant_access.pairing.withdraw(shop.owner, made.id)
    domain.merchants.authenticate(staff.api_key)


def test_another_shops_code_and_the_citys_invitation_are_not_there_to_withdraw(
    domain: Domain, shop: TestShop
) -> None:
    other = a_shop_that_joined(domain, "别家小店", 2)
    pairing = domain.merchant_access.pairing
    theirs = pairing.make(other.owner, "收银台", None)
    the_citys = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    for made in (theirs, the_citys):
        with pytest.raises(NotFound, match="pairing-code-not-found"):
            pairing.withdraw(shop.owner, made.id)
        domain.merchant_access.invitations.look(made.code)


def test_a_repeat_gets_a_fresh_code_for_the_same_place(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    pairing = domain.merchant_access.pairing
    lost = pairing.make(shop.owner, "收银台", "k1")
    clock.pass_time(minutes=5)
    again = pairing.make(shop.owner, "收银台", "k1")
    assert (again.id, again.label, again.expires_at) == (lost.id, "收银台", lost.expires_at)
    with pytest.raises(NotFound, match="invitation-invalid"):
        domain.merchant_access.invitations.look(lost.code)
    an_acceptance(domain, again.code)
    with pytest.raises(Conflict, match="pairing-code-over"):
        pairing.make(shop.owner, "收银台", "k1")
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        pairing.make(shop.owner, "后厨", "k1")


def test_staff_let_nobody_in_and_see_no_code(domain: Domain, shop: TestShop) -> None:
    staff = domain.merchants.authenticate(a_staff_phone(domain, shop.owner).api_key)
    made = domain.merchant_access.pairing.make(shop.owner, "收银台", None)
    pairing = domain.merchant_access.pairing
    for attempt in (
        lambda: pairing.make(staff, "朋友", None),
        lambda: pairing.list_open(staff),
        lambda: pairing.withdraw(staff, made.id),
    ):
        with pytest.raises(Refused, match="owner-only"):
            attempt()
    domain.merchant_access.invitations.look(made.code)


def test_a_shop_has_fifty_phones_codes_that_are_open_among_them(
    domain: Domain, shop: TestShop, clock: StandingClock
) -> None:
    pairing = domain.merchant_access.pairing
    codes = [pairing.make(shop.owner, f"{number} 号", None) for number in range(MOST_KEYS - 1)]
    with pytest.raises(Conflict, match="too-many-keys") as refused:
        pairing.make(shop.owner, "多一部", None)
    assert refused.value.extra == {"most": 50}
    pairing.withdraw(shop.owner, codes[0].id)
    pairing.make(shop.owner, "多一部", None)
    clock.pass_time(minutes=15)
    pairing.make(shop.owner, "再来", None)


def test_the_citys_invitation_opens_no_fifty_first_place(domain: Domain, shop: TestShop) -> None:
    invited = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    phones = [a_staff_phone(domain, shop.owner, f"{number} 号") for number in range(MOST_KEYS - 1)]
    with pytest.raises(Conflict, match="too-many-keys"):
        an_acceptance(domain, invited.code)
    domain.merchant_access.keys.end(shop.owner, phones[0].key.id)
    an_acceptance(domain, invited.code)
