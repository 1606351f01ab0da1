"""What happens at the same moment: a code lets one phone in, and a shop keeps an owner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event

from backend.domain import Domain
from backend.merchants.holding import MOST_KEYS
from backend.merchants.models import MerchantKey
from backend.platform.errors import DomainError, NotFound
from tests.builders.merchants import TestShop, a_staff_phone, an_acceptance

pytestmark = pytest.mark.store


def together(wishes: Sequence[Callable[[], Any]]) -> list[Any]:
    """Begin all wishes at once; a refusal is its stable code, any other error fails the test."""
    barrier = threading.Barrier(len(wishes))

    def run(wish: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return wish()
        except DomainError as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(wishes)) as threads:
        return [*threads.map(run, wishes)]


@contextmanager
def after_counting(domain: Domain, how_many: int) -> Iterator[None]:
    """Let whoever has counted keys wait a moment for the others to count the same ones, if they can."""
    barrier = threading.Barrier(how_many)

    def wait(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "count(*)" in statement:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(0.5)

    event.listen(domain.ground.database.engine, "after_cursor_execute", wait)
    yield
    event.remove(domain.ground.database.engine, "after_cursor_execute", wait)


@contextmanager
def while_replacing(domain: Domain) -> Iterator[threading.Event]:
    """Let whoever puts a key in another's place say so, and wait a moment for a use, if there can be one."""
    replacing, used = threading.Event(), threading.Event()

    def wait(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE merchant_key SET digest"):
            replacing.set()
            used.wait(0.5)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE merchant_key SET last_used_on"):
            used.set()

    for engine in domain.ground.database.engines:
        event.listen(engine, "before_cursor_execute", wait)
        event.listen(engine, "after_cursor_execute", note)
    yield replacing


def every_key(domain: Domain, merchant_id: str) -> Sequence[MerchantKey]:
    return domain.merchant_access.keys.list_of_merchant(merchant_id)


def live_keys(domain: Domain, merchant_id: str) -> int:
    return sum(one.revoked_at is None for one in every_key(domain, merchant_id))


def test_of_many_phones_with_one_code_one_joins(domain: Domain, shop: TestShop) -> None:
    code = domain.merchant_access.pairing.make(shop.owner, "收银台", None).code
    answers = together(
        [lambda number=number: an_acceptance(domain, code, f"{number} 号") for number in range(6)]
    )
    joined = [one for one in answers if not isinstance(one, str)]
    assert len(joined) == 1
    assert answers.count("invitation-invalid") == 5
    assert live_keys(domain, shop.owner.merchant_id) == 2
    domain.merchants.authenticate(joined[0].api_key)


def test_a_request_that_is_sent_twice_at_once_makes_one_key_that_works(
    domain: Domain, shop: TestShop
) -> None:
    code = domain.merchant_access.pairing.make(shop.owner, "收银台", None).code
    answers = together([lambda: an_acceptance(domain, code, request_key="the-first-request")] * 4)
    assert {one.key.id for one in answers} == {answers[0].key.id}
    assert live_keys(domain, shop.owner.merchant_id) == 2
    working = 0
    for one in answers:
        try:
            domain.merchants.authenticate(one.api_key)
            working += 1
        except DomainError:
            continue
    assert working == 1


def test_two_last_owners_do_not_end_each_other(domain: Domain, shop: TestShop) -> None:
    invited = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    second = domain.merchants.authenticate(an_acceptance(domain, invited.code).api_key)
    end = domain.merchant_access.keys.end
    with after_counting(domain, 2):
        answers = together([lambda one=one: end(one, one.key_id) for one in (shop.owner, second)])
    assert sorted(map(str, answers)) == ["None", "last-owner-key"]
    assert live_keys(domain, shop.owner.merchant_id) == 1


def test_of_two_owners_who_end_each_other_the_second_is_no_owner_any_more(
    domain: Domain, shop: TestShop
) -> None:
    invited = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    second = domain.merchants.authenticate(an_acceptance(domain, invited.code).api_key)
    end = domain.merchant_access.keys.end
    answers = together([lambda: end(shop.owner, second.key_id), lambda: end(second, shop.owner.key_id)])
    assert sorted(map(str, answers)) == ["None", "api-key-invalid"]
    assert live_keys(domain, shop.owner.merchant_id) == 1


def test_an_owner_who_is_ended_while_making_a_code_leaves_none_open(domain: Domain, shop: TestShop) -> None:
    access = domain.merchant_access
    made, _ = together(
        [
            lambda: access.pairing.make(shop.owner, "收银台", None),
            lambda: access.keys.revoke(shop.owner.key_id),
        ]
    )
    if made != "api-key-invalid":
        with pytest.raises(NotFound, match="invitation-invalid"):
            an_acceptance(domain, made.code)


def test_a_key_is_not_first_used_while_a_repeat_replaces_it(domain: Domain, shop: TestShop) -> None:
    code = domain.merchant_access.pairing.make(shop.owner, "收银台", None).code
    first = an_acceptance(domain, code, request_key="the-first-request")

    def use() -> None:
        replacing.wait(1)
        domain.merchants.authenticate(first.api_key)

    with while_replacing(domain) as replacing:
        again, _ = together([lambda: an_acceptance(domain, code, request_key="the-first-request"), use])
    [key] = [one for one in every_key(domain, shop.owner.merchant_id) if one.id == first.key.id]
    assert key.last_used_on is None
    assert domain.merchants.authenticate(again.api_key).key_id == first.key.id


def test_the_fiftieth_place_is_taken_once(domain: Domain, shop: TestShop) -> None:
    invited = domain.merchant_access.registry.invite_again(shop.owner.merchant_id)
    for number in range(MOST_KEYS - 2):
        a_staff_phone(domain, shop.owner, f"{number} 号")
    paired = domain.merchant_access.pairing.make(shop.owner, "收银台", None)
    with after_counting(domain, 2):
        answers = together([lambda code=one.code: an_acceptance(domain, code) for one in (invited, paired)])
    assert answers.count("too-many-keys") == 1
    assert live_keys(domain, shop.owner.merchant_id) == MOST_KEYS


def test_a_code_that_is_withdrawn_while_it_is_accepted_ends_in_one_of_the_two(
    domain: Domain, shop: TestShop
) -> None:
    pairing = domain.merchant_access.pairing
    made = pairing.make(shop.owner, "收银台", None)
    accepted, _ = together(
        [lambda: an_acceptance(domain, made.code), lambda: pairing.withdraw(shop.owner, made.id)]
    )
    assert live_keys(domain, shop.owner.merchant_id) == (1 if accepted == "invitation-invalid" else 2)
    assert pairing.list_open(shop.owner) == []
