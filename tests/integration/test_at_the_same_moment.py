"""Use cases that meet: each ends in one of the orders in which they could have come."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.certificates.outcomes import Outcome
from backend.domain import Domain
from backend.identity.models import Citizen
from backend.identity.sign_ins import Tokens
from backend.perks.models import OPEN_STATES, Grant
from backend.platform.errors import DomainError, Unauthenticated
from tests.builders.citizens import a_citizen, a_linked_card, a_visitor, an_id_number
from tests.builders.merchants import an_owner

pytestmark = pytest.mark.store
PERK = "library.deposit_free"


def _together(*wishes: Callable[[], Any]) -> list[Any]:
    """Run the wishes at once; a refusal that explains itself is an answer, any other error fails the test."""

    def run(wish: Callable[[], Any]) -> Any:
        try:
            return wish()
        except DomainError as refusal:
            return refusal

    with ThreadPoolExecutor(len(wishes)) as threads:
        return list(threads.map(run, wishes))


def _granted(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, DomainError)]


def test_a_first_sign_in_from_many_devices_makes_one_citizen(domain: Domain) -> None:
    answers = _together(*[lambda: a_visitor(domain, "code-many")] * 6)
    assert len({visitor.id for visitor in _granted(answers)}) == 1
    assert len(_granted(answers)) >= 2


def test_a_device_that_takes_tokens_while_it_is_signed_out_is_out(domain: Domain) -> None:
    phone, tablet = a_visitor(domain, "code-both"), a_visitor(domain, "code-both")
    refresh, sign_out = domain.sessions.refresh, domain.devices.sign_out
    answers = _together(
        lambda: refresh(phone.refresh_token), lambda: sign_out(tablet.caller, phone.caller.sign_in_id)
    )
    taken = [one for one in answers if isinstance(one, Tokens)]
    for use, token in [(domain.sessions.read_access_token, phone.access_token)] + [
        pair
        for one in taken
        for pair in ((refresh, one.refresh_token), (domain.sessions.read_access_token, one.access_token))
    ]:
        with pytest.raises(Unauthenticated):
            use(token)


def test_one_national_id_proven_from_many_accounts_is_one_citizen(domain: Domain) -> None:
    visitors = [a_visitor(domain) for _ in range(4)]
    number = visitors[0].id_number
    prove = domain.identity.prove
    answers = _together(*[lambda v=v: prove(v.caller, "王小明", number, None) for v in visitors])
    assert len(_granted(answers)) == 1
    with domain.ground.database.reading() as session:
        proven = select(func.count()).select_from(Citizen).where(Citizen.verified_at.is_not(None))
        assert session.scalar(proven) == 1


def test_one_new_account_that_proves_two_people_at_once_is_one_of_them(domain: Domain) -> None:
    visitor = a_visitor(domain)
    numbers = [an_id_number() for _ in range(3)]
    prove = domain.identity.prove
    answers = _together(*[lambda n=number: prove(visitor.caller, "王小明", n, None) for number in numbers])
    assert len(_granted(answers)) == 1


def test_withdrawals_that_meet_each_other_all_succeed(domain: Domain) -> None:
    citizen = a_citizen(domain)
    domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None)
    purposes = ("status.evaluate", "perk.apply", "card.link")
    withdraw = domain.consents.withdraw
    answers = _together(*[lambda p=purpose: withdraw(citizen.id, p) for purpose in purposes])
    assert answers == [None, None, None]


def test_giving_a_perk_back_many_times_at_once_is_as_good_as_once(domain: Domain) -> None:
    citizen = a_citizen(domain)
    grant = domain.perks.request(citizen.id, PERK, a_linked_card(domain, citizen), None).grant
    answers = _together(*[lambda: domain.perks.end(citizen.id, grant.id)] * 4)
    assert {answer.grant.state for answer in answers} == {"ending"}


def test_a_perk_asked_for_many_times_at_once_is_granted_once(domain: Domain) -> None:
    citizen = a_citizen(domain)
    card = a_linked_card(domain, citizen)
    answers = _together(*[lambda: domain.perks.request(citizen.id, PERK, card, None)] * 6)
    assert len(_granted(answers)) == 1


def test_a_grant_that_meets_a_withdrawal_is_not_left_open(domain: Domain) -> None:
    for _ in range(8):
        citizen = a_citizen(domain)
        card = a_linked_card(domain, citizen)
        _together(
            lambda c=citizen, k=card: domain.perks.request(c.id, PERK, k, None),
            lambda c=citizen: domain.consents.withdraw(c.id, "status.evaluate"),
        )
        with domain.ground.database.reading() as session:
            left = select(Grant.id).where(Grant.citizen_id == citizen.id, Grant.state.in_(OPEN_STATES))
            assert session.scalars(left).all() == []


def test_a_certificate_that_meets_a_withdrawal_is_not_left_good(domain: Domain) -> None:
    merchant = an_owner(domain, "鹭江茶铺")
    order = Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}))
    for _ in range(8):
        citizen = a_citizen(domain)
        issued, _ = _together(
            lambda c=citizen: domain.certificates.issue(c.id, order, None),
            lambda c=citizen: domain.consents.withdraw(c.id, "status.evaluate"),
        )
        if not isinstance(issued, DomainError):
            assert domain.merchants.verify(merchant, issued.digits, None, None).outcome is Outcome.REVOKED


def test_many_scans_of_one_dynamic_code_at_once_have_one_success(domain: Domain) -> None:
    merchant = an_owner(domain, "鹭江茶铺")
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.LEVEL}))
    token = domain.certificates.issue(a_citizen(domain).id, order, None).digits or ""
    answers = _together(*[lambda: domain.merchants.verify(merchant, token, None, None)] * 12)
    assert sorted(answer.outcome for answer in answers) == ["already_used"] * 11 + ["valid"]
