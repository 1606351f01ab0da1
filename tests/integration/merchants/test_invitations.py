"""What the code of an invitation is good for, how often, and how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect, text

from backend.domain import Domain
from backend.merchants.roles import MerchantRole
from backend.platform.errors import Conflict, Invalid, NotFound, Unauthenticated
from tests.builders.clock import StandingClock
from tests.builders.merchants import QUESTIONS, TestShop, a_credit_code, a_staff_phone, an_acceptance

pytestmark = pytest.mark.store
FIRST = "the-first-request"


@pytest.fixture
def code(domain: Domain) -> str:
    return domain.merchant_access.registry.invite("沙坡尾小铺", a_credit_code(1), QUESTIONS).code


def is_refused(domain: Domain, code: str, request_key: str | None = None) -> None:
    with pytest.raises(NotFound, match="invitation-invalid"):
        domain.merchant_access.invitations.look(code)
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, code, request_key=request_key)


def test_whoever_opens_the_invitation_reads_the_offer_and_uses_up_nothing(
    domain: Domain, code: str, clock: StandingClock
) -> None:
    first, second = (domain.merchant_access.invitations.look(code) for _ in range(2))
    assert first == second
    assert (first.role, first.merchant_name) == (MerchantRole.OWNER, "沙坡尾小铺")
    assert list(first.questions) == sorted(QUESTIONS)
    assert first.expires_at == clock.now() + timedelta(days=7)


def test_the_phone_that_accepts_is_an_owners_and_says_which_rules_it_accepted(
    domain: Domain, code: str
) -> None:
    accepted = an_acceptance(domain, code, "  店主\u3000手机 ")
    caller = domain.merchants.authenticate(accepted.api_key)
    assert (caller.key_id, caller.role, caller.label) == (accepted.key.id, MerchantRole.OWNER, "店主 手机")
    assert caller.questions == frozenset(QUESTIONS)
    assert accepted.key.rules_version == domain.policy.merchant_rules.version


def test_an_accepted_invitation_is_used_up(domain: Domain, code: str) -> None:
    an_acceptance(domain, code)
    is_refused(domain, code)


@pytest.mark.parametrize("request_key", [None, FIRST])
def test_an_invitation_ends_with_its_seventh_day(
    domain: Domain, code: str, clock: StandingClock, request_key: str | None
) -> None:
    clock.pass_time(days=7, seconds=-1)
    domain.merchant_access.invitations.look(code)
    clock.pass_time(seconds=1)
    is_refused(domain, code, request_key)


def test_nobody_can_tell_a_code_that_is_over_from_one_that_never_was(domain: Domain, code: str) -> None:
    an_acceptance(domain, code)
    with pytest.raises(NotFound) as used:
        domain.merchant_access.invitations.look(code)
    with pytest.raises(NotFound) as invented:
        domain.merchant_access.invitations.look("x" * 32)
    assert [vars(used.value)[name] for name in ("code", "zh", "en", "extra")] == [
        vars(invented.value)[name] for name in ("code", "zh", "en", "extra")
    ]


def test_who_read_former_rules_is_told_and_the_invitation_stays_good(domain: Domain, code: str) -> None:
    accept = domain.merchant_access.invitations.accept
    with pytest.raises(Conflict, match="rules-changed") as refused:
        accept(code, "2020-1", "收银台", FIRST)
    assert refused.value.extra == {"version": domain.policy.merchant_rules.version}
    an_acceptance(domain, code, request_key=FIRST)


def test_a_repeat_gets_a_fresh_key_in_the_place_of_the_lost_one(domain: Domain, code: str) -> None:
    lost = an_acceptance(domain, code, request_key=FIRST)
    again = an_acceptance(domain, code, "柜台", request_key=FIRST)
    assert again.api_key != lost.api_key
    caller = domain.merchants.authenticate(again.api_key)
    assert (caller.key_id, caller.label) == (lost.key.id, "柜台")
    with pytest.raises(Unauthenticated):
        domain.merchants.authenticate(lost.api_key)
    assert len(domain.merchant_access.keys.list_live(caller)) == 1


@pytest.mark.parametrize("request_key", [None, "another-request-key"])
def test_only_the_request_that_accepted_may_repeat(
    domain: Domain, code: str, request_key: str | None
) -> None:
    first = an_acceptance(domain, code, request_key=FIRST)
    is_refused(domain, code, request_key)
    domain.merchants.authenticate(first.api_key)


def test_who_accepted_without_a_request_key_can_repeat_under_none(domain: Domain, code: str) -> None:
    an_acceptance(domain, code)
    is_refused(domain, code, FIRST)


def test_a_repeat_wakes_no_key_that_was_ended(domain: Domain, shop: TestShop) -> None:
    code = domain.merchant_access.pairing.make(shop.owner, "收银台", None).code
    domain.merchant_access.keys.revoke(an_acceptance(domain, code, request_key=FIRST).key.id)
    is_refused(domain, code, FIRST)


def test_a_repeat_comes_within_ten_minutes(domain: Domain, code: str, clock: StandingClock) -> None:
    an_acceptance(domain, code, request_key=FIRST)
    clock.pass_time(minutes=10, seconds=-1)
    kept = an_acceptance(domain, code, request_key=FIRST)
    clock.pass_time(seconds=1)
    is_refused(domain, code, FIRST)
    domain.merchants.authenticate(kept.api_key)


def test_a_key_that_was_used_has_arrived_and_no_repeat_takes_it(domain: Domain, code: str) -> None:
    used = an_acceptance(domain, code, request_key=FIRST)
    domain.merchants.authenticate(used.api_key)
    is_refused(domain, code, FIRST)
    domain.merchants.authenticate(used.api_key)


@pytest.mark.parametrize("label", ["", "  ", "\u3000", "前台\x00", "前\u202e台", "长" * 41])
def test_a_phone_has_a_name_that_can_be_read(domain: Domain, code: str, label: str) -> None:
    with pytest.raises(Invalid, match="label-unreadable"):
        an_acceptance(domain, code, label)
    assert domain.merchant_access.invitations.look(code).role is MerchantRole.OWNER


def test_neither_a_code_nor_a_key_can_be_read_in_the_store(domain: Domain, shop: TestShop) -> None:
    code = domain.merchant_access.pairing.make(shop.owner, "后厨", "k1").code
    staff = a_staff_phone(domain, shop.owner)
    engine = domain.ground.database.engine
    with engine.connect() as connection:
        rows = [
            str([bytes(one) if isinstance(one, memoryview) else one for one in row])
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
        ]
    stored = "\n".join(rows)
    assert shop.accepted.key.id in stored
    for secret in (code, shop.accepted.api_key, staff.api_key):
        assert secret not in stored
