from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.audit.models import AccessEntry
from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, RefusedByOperator, RenewalOutcome, ServiceOutcome, Unknown, Unsupported
from backend.cards.service_view import ItemKind, ServiceItem, ServiceView
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.database import Base
from backend.platform.errors import DomainError, Invalid, NotFound, Refused, Unavailable
from tests.builders.citizens import TestCitizen, a_citizen, a_linked_card, a_record
from tests.builders.clock import NOON
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.showing_operator import ShowingOperator

pytestmark = pytest.mark.store
DUE_ON = date(2026, 12, 1)
LATER = DUE_ON + timedelta(days=30)
WISH = RenewalWish("L-1", DUE_ON)


@pytest.fixture
def operators(policy: Policy) -> dict[str, ShowingOperator]:
    return {operator.id: ShowingOperator() for operator in policy.operators.all()}


@pytest.fixture
def library(operators: dict[str, ShowingOperator]) -> ShowingOperator:
    return operators["library"]


@pytest.fixture
def domain(
    ground: Ground, policy: Policy, register: FakeRegister, operators: dict[str, ShowingOperator]
) -> Domain:
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, register, operators))


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def card(domain: Domain, citizen: TestCitizen) -> str:
    return a_linked_card(domain, citizen)


def loans(**due_on: date | None) -> ServiceView:
    items = [ServiceItem(ItemKind.LOAN, "厦门志", NOON, due_on=day, id=one) for one, day in due_on.items()]
    return ServiceView(NOON, items=tuple(items))


def entries(domain: Domain, citizen: TestCitizen) -> list[AccessEntry]:
    all_entries = domain.access_log.list_of_citizen(citizen.id)
    return [entry for entry in all_entries if entry.action == "card.loan_renewed"]


def refused(domain: Domain, citizen: TestCitizen, card: str, wish: RenewalWish = WISH) -> DomainError:
    with pytest.raises(DomainError) as caught:
        domain.loans.renew(citizen.id, card, wish)
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def test_a_loan_is_renewed_at_the_cards_own_operator(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str
) -> None:
    assert domain.loans.renew(citizen.id, card, WISH) == Renewed(LATER, 1)
    [(link, wish)] = library.renewals
    assert (link.link_id, wish) == (next(iter(library.links)), WISH)


def test_a_renewal_leaves_an_entry_that_names_the_card_and_never_the_loan(
    domain: Domain, citizen: TestCitizen, card: str
) -> None:
    domain.loans.renew(citizen.id, card, WISH)
    [entry] = entries(domain, citizen)
    assert (entry.actor_kind, entry.purpose, entry.object_id) == ("citizen", "card.link", card)
    assert (entry.outcome, entry.disclosed, entry.occurred_at) == ("renewed", [], NOON)


def test_nothing_of_a_loan_is_kept_in_any_table(domain: Domain, citizen: TestCitizen, card: str) -> None:
    domain.loans.renew(citizen.id, card, RenewalWish("L-rare-book", DUE_ON), "key-1")
    with domain.ground.database.reading() as session:
        stored = [str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    assert [row for row in stored if "L-rare-book" in row or str(LATER) in row] == []


@pytest.mark.parametrize(
    ("outcome", "error", "code", "retry_after"),
    [
        (RefusedByOperator("renewal-limit", "满", "Full"), Refused, "renewal-refused/renewal-limit", None),
        (RefusedByOperator("item-reserved", "约", "Held"), Refused, "renewal-refused/item-reserved", None),
        (RefusedByOperator("unknown-loan", "没有", "None"), NotFound, "loan-not-found", None),
        (Unsupported(), Refused, "renewal-not-offered", None),
        (Busy(9), Unavailable, "operator-unavailable", 9),
    ],
)
def test_a_refusal_is_told_in_words_and_the_try_is_entered(
    domain: Domain,
    library: ShowingOperator,
    citizen: TestCitizen,
    card: str,
    outcome: RenewalOutcome,
    error: type[DomainError],
    code: str,
    retry_after: int | None,
) -> None:
    library.renewal = outcome
    refusal = refused(domain, citizen, card)
    assert (type(refusal), refusal.code, refusal.retry_after_seconds) == (error, code, retry_after)
    assert [entry.outcome for entry in entries(domain, citizen)] == ["not_renewed"]
    assert library.asked == []


def test_after_a_lost_answer_the_loans_are_read_and_a_renewal_that_shows_is_told(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str
) -> None:
    library.renewal, library.view = Unknown(), loans(**{"L-0": DUE_ON, "L-1": LATER})
    assert domain.loans.renew(citizen.id, card, WISH) == Renewed(LATER)
    assert [function for _, function in library.asked] == [CardFunction.LENDING]
    assert [entry.outcome for entry in entries(domain, citizen)] == ["renewed"]


@pytest.mark.parametrize(
    ("view", "code", "says"),
    [
        (loans(**{"L-1": DUE_ON}), "renewal-not-done", "2026-12-01"),
        (loans(**{"L-1": None}), "renewal-unknown", "还不知道"),
        (loans(**{"L-2": LATER}), "loan-not-found", "归还"),
        (Unknown(), "renewal-unknown", "还不知道"),
        (Busy(3), "renewal-unknown", "还不知道"),
        (RefusedByOperator("unknown-link", "没有", "None"), "renewal-unknown", "还不知道"),
    ],
)
def test_after_a_lost_answer_only_what_is_so_is_told(
    domain: Domain,
    library: ShowingOperator,
    citizen: TestCitizen,
    card: str,
    view: ServiceOutcome,
    code: str,
    says: str,
) -> None:
    library.renewal, library.view = Unknown(), view
    refusal = refused(domain, citizen, card)
    assert (refusal.code, says in refusal.zh) == (code, True)
    assert len(library.renewals) == 1


def test_the_same_request_again_is_the_same_wish_and_another_under_its_key_is_refused(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str
) -> None:
    first, again = (domain.loans.renew(citizen.id, card, WISH, "key-1") for _ in range(2))
    assert first == again
    assert {wish for _, wish in library.renewals} == {WISH}
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        domain.loans.renew(citizen.id, card, replace(WISH, loan_id="L-2"), "key-1")
    assert len(library.renewals) == 2


@pytest.mark.parametrize("loan_id", ["", "..", "a/b", "L 1", "L-1?x=1", "a" * 65, "借"])
def test_what_cannot_be_the_id_of_a_loan_reaches_no_operator(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str, loan_id: str
) -> None:
    assert refused(domain, citizen, card, RenewalWish(loan_id, DUE_ON)).code == "loan-not-found"
    assert library.renewals == []


def test_anothers_card_looks_like_one_that_is_not_there(
    domain: Domain, library: ShowingOperator, card: str
) -> None:
    assert refused(domain, a_citizen(domain), card).code == "card-not-found"
    assert library.renewals == []


def test_a_card_whose_operator_lends_nothing_has_no_such_service(
    domain: Domain, operators: dict[str, ShowingOperator], citizen: TestCitizen
) -> None:
    bus = domain.cards.link(citizen.id, "bus", "3502000000099").id
    assert refused(domain, citizen, bus).code == "card-service-unknown"
    assert operators["bus"].renewals == []


def test_without_consent_no_operator_is_asked(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str
) -> None:
    domain.consents.withdraw(citizen.id, "card.link")
    assert refused(domain, citizen, card).code == "consent-required/card.link"
    assert library.renewals == []


def test_the_operator_is_asked_outside_any_transaction(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str
) -> None:
    # On SQLite there is one writer at a time: this would fail were a writing transaction open.
    library.before_renewing = lambda: (a_record(domain, a_citizen(domain)), None)[1]
    assert domain.loans.renew(citizen.id, card, WISH, "key-1") == Renewed(LATER, 1)


@pytest.mark.parametrize("meanwhile", ["withdraws the consent", "unlinks the card"])
def test_what_was_done_is_entered_and_told_though_consent_or_link_ended_meanwhile(
    domain: Domain, library: ShowingOperator, citizen: TestCitizen, card: str, meanwhile: str
) -> None:
    ends: dict[str, Callable[[], Any]] = {
        "withdraws the consent": lambda: domain.consents.withdraw(citizen.id, "card.link"),
        "unlinks the card": lambda: domain.cards.unlink(citizen.id, card),
    }
    library.before_renewing = ends[meanwhile]
    assert domain.loans.renew(citizen.id, card, WISH) == Renewed(LATER, 1)
    assert [entry.outcome for entry in entries(domain, citizen)] == ["renewed"]


def test_renewing_feeds_no_status(domain: Domain, citizen: TestCitizen, card: str) -> None:
    before = domain.status.view(citizen.id)
    for _ in range(3):
        domain.loans.renew(citizen.id, card, WISH)
    assert domain.status.view(citizen.id) == before
