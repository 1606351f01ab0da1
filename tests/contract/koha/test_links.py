from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.cards.ports import Linked, LinkOutcome, RefusedByOperator
from card_integration.koha.operator import KohaOperator
from tests.contract.koha.conftest import Koha, waiver
from tests.contract.operators.synthetic_city import CHEN, LIN, PEOPLE, WU, Person
from tests.contract.wishes import link_request


def reason_of(outcome: LinkOutcome) -> str:
    assert isinstance(outcome, RefusedByOperator)
    return outcome.reason


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.card_number)
def test_every_holder_is_known_by_their_own_name(operator: KohaOperator, person: Person) -> None:
    linked = operator.link(link_request(person))
    assert isinstance(linked, Linked)
    assert linked.card_masked == "*" * 12 + person.card_number[-4:]
    assert (linked.account or "").isdigit()
    assert linked == operator.link(link_request(person))


@pytest.mark.parametrize("name", ["吴•阿依古丽", " 吴·阿依古丽 ", "吴．阿依古丽"])
def test_another_dot_or_space_is_no_other_person(operator: KohaOperator, name: str) -> None:
    assert isinstance(operator.link(link_request(WU, holder_name=name)), Linked)


@pytest.mark.parametrize("name", ["林", "林晓", "梅林晓", "林晓梅子", "", "陈志强"])
def test_a_card_of_someone_else_is_refused(operator: KohaOperator, name: str) -> None:
    assert reason_of(operator.link(link_request(LIN, holder_name=name))) == "holder-mismatch"


@pytest.mark.parametrize("card", ["6999999999999999", LIN.card_number[:-1], "%", "", "卡", "6\n0", "\ud800"])
def test_a_card_that_is_not_exactly_one_of_theirs_is_unknown(operator: KohaOperator, card: str) -> None:
    assert reason_of(operator.link(link_request(LIN, card_number=card))) == "unknown-card"


def test_a_card_that_differs_in_case_only_is_another_card(koha: Koha, operator: KohaOperator) -> None:
    koha.open_patron(cardnumber="Card-a-1")
    request = link_request(LIN, card_number="card-A-1", holder_name="李四")
    assert reason_of(operator.link(request)) == "unknown-card"
    assert isinstance(operator.link(link_request(LIN, card_number="Card-a-1", holder_name="李四")), Linked)


def test_koha_is_asked_for_exactly_this_card(koha: Koha, operator: KohaOperator) -> None:
    operator.link(link_request(LIN))
    asked = parse_qs(urlsplit(koha.requests()[-1]["path"]).query)
    assert asked["cardnumber"] == [LIN.card_number]
    assert asked["_match"] == ["exact"]


def test_nothing_about_the_holder_is_sent(koha: Koha, operator: KohaOperator) -> None:
    request = link_request(CHEN)
    linked = operator.link(request)
    assert isinstance(linked, Linked)
    operator.put(waiver({"patron_id": linked.account}))
    seen = json.dumps(koha.requests()[-8:], ensure_ascii=False)
    assert CHEN.card_number in seen
    for secret in (CHEN.id_number, request.link_id, request.consent_id):
        assert secret not in json.dumps(koha.requests())
    asked = [one for one in koha.requests() if CHEN.card_number in one["path"]]
    assert all(one["body"] == "" and "name" not in one["path"] for one in asked)


def test_a_link_shows_neither_card_nor_account_when_printed(operator: KohaOperator) -> None:
    linked = operator.link(link_request(LIN))
    assert LIN.card_number not in repr(linked)
    assert isinstance(linked, Linked)
    assert f"'{linked.account}'" not in repr(linked)
