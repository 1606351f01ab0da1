from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from backend.audit.models import AccessEntry
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, RefusedByOperator, ServiceOutcome, Unknown, Unsupported
from backend.cards.service_view import ServiceView
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.platform.database import Base
from backend.platform.errors import NotFound, Refused, Unavailable
from tests.builders.citizens import ORDINARY, SERIOUS, TestCitizen, a_citizen, a_record
from tests.builders.clock import NOON
from tests.builders.outside import FakeRegister, FakeWeChat
from tests.builders.showing_operator import ShowingOperator, a_debtors_view, a_savers_view

pytestmark = pytest.mark.store
CARD = "3502000000010"


@pytest.fixture
def operators(policy: Policy) -> dict[str, ShowingOperator]:
    return {operator.id: ShowingOperator() for operator in policy.operators.all()}


@pytest.fixture
def domain(
    ground: Ground, policy: Policy, register: FakeRegister, operators: dict[str, ShowingOperator]
) -> Domain:
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, register, operators))


def a_card_at(domain: Domain, citizen: TestCitizen, operator: str, number: str = CARD) -> str:
    return domain.cards.link(citizen.id, operator, number).id


def looks_of(domain: Domain, citizen: TestCitizen) -> list[AccessEntry]:
    entries = domain.access_log.list_of_citizen(citizen.id)
    return [entry for entry in entries if entry.action == "card.service_seen"]


def test_one_card_number_is_linked_at_every_operator_and_each_shows_its_function(
    domain: Domain, policy: Policy, operators: dict[str, ShowingOperator]
) -> None:
    citizen, seen = a_citizen(domain), set()
    for operator in policy.operators.all():
        card = a_card_at(domain, citizen, operator.id)
        shown = domain.cards.show_service(citizen.id, card, operator.services[0])
        assert (shown.operator, shown.view.balance_fen) == (operator, 100)
        seen.add(shown.function)
    assert seen == set(CardFunction)
    link_ids = [link for operator in operators.values() for link in operator.links]
    assert len(set(link_ids)) == len(link_ids) == 11
    assert [set(one.links) for one in operators.values()] == [
        {link.link_id for link, _ in one.asked} for one in operators.values()
    ]


def test_a_look_leaves_an_entry_that_names_the_function_and_nothing_of_what_it_held(domain: Domain) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "pension")
    domain.cards.show_service(citizen.id, card, "pension")
    [look] = looks_of(domain, citizen)
    assert (look.actor_kind, look.purpose, look.object_id) == ("citizen", "card.link", card)
    assert (look.disclosed, look.outcome, look.occurred_at) == (["pension"], "shown", NOON)


@pytest.mark.parametrize(
    ("outcome", "error", "code", "retry_after"),
    [
        (Busy(9), Unavailable, "operator-unavailable", 9),
        (Unknown(), Unavailable, "operator-unavailable", 5),
        (Unsupported(), NotFound, "card-service-unknown", None),
        (
            RefusedByOperator("unknown-link", "没有", "None"),
            Refused,
            "card-service-refused/unknown-link",
            None,
        ),
    ],
)
def test_an_operator_that_does_not_show_is_told_in_words_and_the_try_is_logged(
    domain: Domain,
    operators: dict[str, ShowingOperator],
    outcome: ServiceOutcome,
    error: type[Exception],
    code: str,
    retry_after: int | None,
) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "gas")
    operators["gas"].view = outcome
    with pytest.raises(error) as caught:
        domain.cards.show_service(citizen.id, card, "gas")
    assert (caught.value.code, caught.value.retry_after_seconds) == (code, retry_after)
    assert caught.value.zh
    assert [(look.disclosed, look.outcome) for look in looks_of(domain, citizen)] == [([], "not_shown")]


def test_the_operator_is_asked_outside_any_transaction(
    domain: Domain, operators: dict[str, ShowingOperator]
) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "bus")

    def write_meanwhile() -> None:
        # On SQLite there is one writer at a time: this would fail were a writing transaction open.
        a_record(domain, a_citizen(domain))

    operators["bus"].before_showing = write_meanwhile
    assert domain.cards.show_service(citizen.id, card, "bus").view.balance_fen == 100


@pytest.mark.parametrize("meanwhile", ["withdraws the consent", "unlinks the card"])
def test_nothing_is_shown_when_consent_or_link_ended_while_the_operator_was_asked(
    domain: Domain, operators: dict[str, ShowingOperator], meanwhile: str
) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "bus")

    def end() -> None:
        if meanwhile == "unlinks the card":
            domain.cards.unlink(citizen.id, card)
        else:
            domain.consents.withdraw(citizen.id, "card.link")

    operators["bus"].before_showing = end
    with pytest.raises((Refused, NotFound)):
        domain.cards.show_service(citizen.id, card, "bus")
    assert looks_of(domain, citizen) == []


def test_without_consent_no_operator_is_asked(domain: Domain, operators: dict[str, ShowingOperator]) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "bus")
    domain.consents.withdraw(citizen.id, "card.link")
    with pytest.raises(Refused, match=r"consent-required/card\.link"):
        domain.cards.show_service(citizen.id, card, "bus")
    assert operators["bus"].asked == []


@pytest.mark.parametrize("function", ["gas", "score", "", "BUS"])
def test_only_the_functions_of_the_cards_own_operator_are_asked_for(
    domain: Domain, operators: dict[str, ShowingOperator], function: str
) -> None:
    citizen = a_citizen(domain)
    card = a_card_at(domain, citizen, "bus")
    with pytest.raises(NotFound, match="card-service-unknown"):
        domain.cards.show_service(citizen.id, card, function)
    assert [operator.asked for operator in operators.values()] == [[]] * 11


def test_another_citizens_card_shows_nothing(domain: Domain, operators: dict[str, ShowingOperator]) -> None:
    card = a_card_at(domain, a_citizen(domain), "bus")
    with pytest.raises(NotFound, match="card-not-found"):
        domain.cards.show_service(a_citizen(domain).id, card, "bus")
    assert operators["bus"].asked == []


def test_a_card_that_waits_for_its_operator_shows_nothing_yet(
    domain: Domain, operators: dict[str, ShowingOperator]
) -> None:
    citizen = a_citizen(domain)
    operators["bus"].link_answer = Unknown()
    with pytest.raises(Unavailable):
        a_card_at(domain, citizen, "bus")
    [pending] = domain.cards.list_of_citizen(citizen.id)
    with pytest.raises(Unavailable, match="card-pending"):
        domain.cards.show_service(citizen.id, pending.id, "bus")
    assert operators["bus"].asked == []


def _use_every_card(
    domain: Domain, operators: dict[str, ShowingOperator], citizen: TestCitizen, view: ServiceView
) -> None:
    for number, operator in enumerate(domain.policy.operators.all()):
        operators[operator.id].view = view
        card = a_card_at(domain, citizen, operator.id, f"{CARD}{number}{citizen.id[-4:]}")
        for _ in range(3):
            domain.cards.show_service(citizen.id, card, operator.services[0])


def _records(domain: Domain, citizen: TestCitizen) -> list[str]:
    return [a_record(domain, citizen, item, date(2026, 9, 1)) for item in (ORDINARY, SERIOUS)]


def _report_of(domain: Domain, citizen: TestCitizen, records: list[str]) -> Any:
    """Return the whole report, the records named by their place: their ids are all that may differ."""
    report = domain.status.view(citizen.id)
    place = {record: str(number) for number, record in enumerate(records)}
    lines = [replace(line, record_id=place[line.record_id]) for line in report.lines]
    improvements = [
        replace(one, record_id=place.get(one.record_id) if one.record_id else None)
        for one in report.improvements
    ]
    return replace(
        report,
        lines=tuple(sorted(lines, key=lambda line: line.record_id)),
        improvements=tuple(sorted(improvements, key=str)),
    )


@pytest.mark.parametrize("has_records", [False, True])
def test_identical_records_with_opposite_card_histories_give_the_identical_status(
    domain: Domain, operators: dict[str, ShowingOperator], has_records: bool
) -> None:
    debtor, saver, without_a_card = a_citizen(domain), a_citizen(domain), a_citizen(domain)
    people = (debtor, saver, without_a_card)
    records = [_records(domain, one) if has_records else [] for one in people]
    before = [_report_of(domain, one, own) for one, own in zip(people, records, strict=True)]
    _use_every_card(domain, operators, debtor, a_debtors_view())
    _use_every_card(domain, operators, saver, a_savers_view())
    after = [_report_of(domain, one, own) for one, own in zip(people, records, strict=True)]
    assert after[0] == after[1] == after[2]
    assert after == before
    assert len(after[0].lines) == (2 if has_records else 0)


def test_nothing_that_an_operator_showed_is_kept_in_any_table(
    domain: Domain, operators: dict[str, ShowingOperator]
) -> None:
    citizen = a_citizen(domain)
    _use_every_card(domain, operators, citizen, a_debtors_view())
    with domain.ground.database.reading() as session:
        stored = [str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    assert len(stored) > 11
    assert [row for row in stored if "欠费" in row or "500000" in row or "29500000" in row] == []
