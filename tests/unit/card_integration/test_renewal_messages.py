from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, Link, RefusedByOperator, Unknown, Unsupported
from backend.cards.service_view import ServiceView
from card_integration.contract.refusals import refusal
from tests.unit.card_integration.scripted_http import ScriptedOperator, adapter, problem

LINK = Link("lnk_1")
WISH = RenewalWish("L-7", date(2026, 12, 24))
RENEWED: dict[str, Any] = {"loan_id": "L-7", "due_on": "2027-01-23", "renewals_left": 1}
LOAN: dict[str, Any] = {
    "kind": "loan",
    "title": "厦门志",
    "at": "2026-11-24T09:00:00+08:00",
    "due_on": "2026-12-24",
    "state": "open",
    "id": "L-7",
    "renewable": True,
    "renewals_left": 2,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


def answer_to(reply: httpx.Response) -> object:
    return adapter(ScriptedOperator(reply)).renew(LINK, WISH)


def lending(**changes: Any) -> object:
    view = {"link_id": "lnk_1", "service": "lending", "as_of": LOAN["at"], "items": [LOAN | changes]}
    return adapter(ScriptedOperator(httpx.Response(200, json=view))).services(LINK, CardFunction.LENDING)


def test_what_is_sent_is_the_day_that_the_holder_saw_and_nothing_else() -> None:
    script = ScriptedOperator(httpx.Response(200, json=RENEWED))
    assert adapter(script).renew(LINK, WISH) == Renewed(date(2027, 1, 23), 1)
    [request] = script.requests
    assert request.method == "POST"
    assert request.url.path == "/api/links/lnk_1/services/lending/loans/L-7/renewal"
    assert orjson.loads(request.content) == {"due_on": "2026-12-24"}


@pytest.mark.parametrize(
    "change",
    [
        {"loan_id": "L-8"},
        {"due_on": "2027-02-30"},
        {"due_on": None},
        {"renewals_left": -1},
        {"renewals_left": "1"},
    ],
)
def test_an_answer_that_is_not_as_written_is_as_good_as_none(change: dict[str, Any]) -> None:
    assert answer_to(httpx.Response(200, json=RENEWED | change)) == Unknown()


@given(JSON)
def test_no_body_breaks_the_reader(body: Any) -> None:
    assert isinstance(answer_to(httpx.Response(200, json=body)), Renewed | Unknown)


@pytest.mark.parametrize(
    "reason",
    ["unknown-loan", "renewal-limit", "item-reserved", "item-overdue", "renewal-too-soon", "card-blocked"],
)
def test_each_refusal_of_the_contract_is_told_in_our_words(reason: str) -> None:
    outcome = answer_to(problem(404 if reason == "unknown-loan" else 422, reason))
    assert outcome == refusal(reason)


def test_an_operators_own_reason_is_told_in_its_words() -> None:
    outcome = answer_to(problem(422, "stock-taking"))
    assert isinstance(outcome, RefusedByOperator)
    assert (outcome.reason, "不行" in outcome.zh) == ("stock-taking", True)


@pytest.mark.parametrize(
    "reply", [problem(404, "not-found"), problem(404, "unknown-service"), problem(405, "method-not-allowed")]
)
def test_an_operator_of_an_earlier_contract_renews_nothing(reply: httpx.Response) -> None:
    assert answer_to(reply) == Unsupported()


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (httpx.Response(503), Unknown()),
        (httpx.Response(503, headers={"Retry-After": "9"}), Busy(9)),
        (problem(429, "busy"), Busy(30)),
    ],
)
def test_an_answer_that_is_missing_says_whether_it_may_be_done(
    reply: httpx.Response, outcome: object
) -> None:
    assert answer_to(reply) == outcome


def test_a_loan_says_what_it_is_called_and_whether_it_can_be_renewed() -> None:
    view = lending()
    assert isinstance(view, ServiceView)
    [item] = view.items
    assert (item.id, item.renewable, item.renewals_left) == ("L-7", True, 2)


@pytest.mark.parametrize(
    "change",
    [
        *({"id": one} for one in ("", "..", "a/b", "L 7", "L-7\n", "a" * 65, "-L", "ü", 7)),
        *({"renewable": one} for one in ("yes", 1)),
        *({"renewals_left": one} for one in (-1, True, "2")),
    ],
)
def test_a_loan_that_is_not_as_written_spoils_the_view(change: dict[str, Any]) -> None:
    assert lending(**change) == Unknown()


def test_neither_a_wish_nor_a_renewal_shows_the_loan_when_printed() -> None:
    assert "L-7" not in repr(WISH)
    assert "2026" not in repr(WISH) + repr(Renewed(WISH.due_on))
