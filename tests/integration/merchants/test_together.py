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
from backend.platform.errors import DomainError
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


def live_keys(domain: Domain, merchant_id: str) -> int:
    return sum(one.revoked_at is None for one in domain.merchant_access.keys.list_of_merchant(merchant_id))


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
    answers = together([lambda: an_acceptance(domain, code, request_key="k1")] * 4)
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
        answers = together([lambda: end(shop.owner, second.key_id), lambda: end(second, shop.owner.key_id)])
    assert sorted(map(str, answers)) == ["None", "last-owner-key"]
    assert live_keys(domain, shop.owner.merchant_id) == 1


def test_the_fiftieth_place_is_taken_once(domain: Domain, shop: TestShop) -> None:
    registry = domain.merchant_access.registry
    codes = [registry.invite_again(shop.owner.merchant_id).code for _ in range(4)]
    for number in range(MOST_KEYS - 2):
        a_staff_phone(domain, shop.owner, f"{number} 号")
    with after_counting(domain, 4):
        answers = together([lambda code=code: an_acceptance(domain, code) for code in codes])
    assert answers.count("too-many-keys") == 3
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
