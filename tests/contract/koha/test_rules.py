"""Each rule that a real Koha taught, as the adapter keeps it against both versions."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import httpx
import pytest

from backend.cards.ports import Applied, Busy, HeldPage, RefusedByOperator, Unknown, Unsupported
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from tests.contract.koha.conftest import Koha, adapter, waiver


def answering(koha: Koha, method: str, reply: httpx.Response) -> httpx.Client:
    """Return a client whose calls of one method reach Koha, but whose answers are replaced."""

    def handle(request: httpx.Request) -> httpx.Response:
        answer = passed_on(koha, request)
        is_ours = request.method == method and not request.url.path.endswith("/token")
        return httpx.Response(reply.status_code, content=reply.content) if is_ours else answer

    return httpx.Client(transport=httpx.MockTransport(handle))


def passed_on(koha: Koha, request: httpx.Request) -> httpx.Response:
    return koha.http.request(request.method, request.url, headers=request.headers, content=request.content)


def test_a_wrong_secret_is_not_tried_again(koha: Koha, caplog: pytest.LogCaptureFixture) -> None:
    patron = koha.open_patron()
    operator = adapter(koha, koha.http, client_secret="wrong")
    assert operator.put(waiver(patron)) == Busy(300)
    own_look, token_call = koha.requests()[-2:]
    assert _is_about(own_look, patron)
    assert token_call["path"] == "/api/v1/oauth/token?"
    [told] = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert "refuses our credentials" in told.message
    assert "wrong" not in told.message


def test_a_token_that_koha_forgot_is_renewed(koha: Koha, operator: KohaOperator) -> None:
    wish = waiver(koha.open_patron())
    operator.read(wish)
    koha.control("/token-revocation")
    assert isinstance(operator.put(wish), Applied)


def test_a_fee_that_appeared_by_itself_is_found_on_the_account(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron("DEP")
    assert koha.account(patron["patron_id"])["balance"] == 100.0
    operator.put(waiver(patron))
    assert koha.account(patron["patron_id"])["balance"] == 0.0


def test_a_patron_opened_in_the_free_category_owes_nothing(koha: Koha) -> None:
    assert koha.account(koha.open_patron("FREE")["patron_id"])["balance"] == 0.0


def test_a_conflict_is_answered_by_reading_what_stands(koha: Koha) -> None:
    conflict = httpx.Response(409, json={"error": "Duplicate ID", "conflict": "cardnumber"})
    patron = koha.open_patron()
    with answering(koha, "PUT", conflict) as http:
        assert isinstance(adapter(koha, http).put(waiver(patron)), Applied)
    assert koha.effects_of(patron["patron_id"]) == ["patron.category_changed", "credit.booked"]


def test_a_conflict_behind_which_nothing_happened_is_not_taken_for_done(koha: Koha) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            return httpx.Response(409, json={"error": "Duplicate ID", "conflict": "cardnumber"})
        return passed_on(koha, request)

    patron = koha.open_patron()
    with httpx.Client(transport=httpx.MockTransport(handle)) as http:
        assert adapter(koha, http).put(waiver(patron)) == Unknown()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"category_id": "STAFF"}',
        b'{"categorycode": "FREE", "password": "!"}',
        b'[{"message": "x", "path": "y"}]',
    ],
)
def test_the_answer_to_a_write_is_never_read(koha: Koha, body: bytes) -> None:
    patron = koha.open_patron()
    with (
        answering(koha, "PUT", httpx.Response(200, content=body)) as put,
        answering(koha, "POST", httpx.Response(201, content=body)) as post,
    ):
        assert isinstance(adapter(koha, put).put(waiver(patron)), Applied)
        assert isinstance(adapter(koha, post).put(waiver(koha.open_patron())), Applied)


def test_only_what_is_required_and_the_category_is_sent(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron(phone="05920000000", staff_notes="馆员备注")
    operator.put(waiver(patron))
    [sent] = [one for one in koha.requests() if one["method"] == "PUT" and _is_about(one, patron)]
    required = {"surname", "library_id", "category_id"}
    if koha.version == "18.12":
        required |= {"address", "city"}
    assert set(json.loads(sent["body"])) == required


def _is_about(request: dict[str, str], patron: dict[str, object]) -> bool:
    return request["path"] == f"/api/v1/patrons/{patron['patron_id']}?"


def test_what_the_staff_changed_meanwhile_is_not_undone(later_koha: Koha) -> None:
    patron = later_koha.open_patron()

    def move_house(request: httpx.Request) -> None:
        if request.method == "PUT":
            later_koha.control(f"/patrons/{patron['cardnumber']}/changes", address="湖滨南路 9 号")

    with httpx.Client(trust_env=False, event_hooks={"request": [move_house]}) as http:
        assert isinstance(adapter(later_koha, http).put(waiver(patron)), Applied)
    assert later_koha.patron(patron["patron_id"])["address"] == "湖滨南路 9 号"


def test_a_read_only_field_never_goes_back(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    refused = koha.call("PUT", f"/patrons/{patron['patron_id']}", json=patron)
    assert "Read-only." in [one["message"] for one in refused.json()["errors"]]
    assert isinstance(operator.put(waiver(patron)), Applied)
    [_, sent] = [one for one in koha.requests() if one["method"] == "PUT" and _is_about(one, patron)]
    assert not {"restricted", "anonymized"} & set(json.loads(sent["body"]))


def test_an_unknown_category_is_our_mistake_and_no_reason_to_try_again(
    koha: Koha, caplog: pytest.LogCaptureFixture
) -> None:
    operator = adapter(koha, koha.http, rules=KohaRules("NOPE", "DEP", koha.deposit_type))
    patron = koha.open_patron()
    outcome = operator.put(waiver(patron))
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "operator-misconfigured"
    assert "no such category" in caplog.text
    assert koha.effects_of(patron["patron_id"]) == []


def test_the_old_deposit_outlives_the_change_of_category_and_is_written_off_by_itself(koha: Koha) -> None:
    """Without a known debit type nothing is written off, which shows that the change alone does not."""
    patron = koha.open_patron()
    operator = adapter(koha, koha.http, rules=KohaRules("FREE", "DEP", "NO_SUCH_TYPE"))
    operator.put(waiver(patron))
    assert koha.account(patron["patron_id"])["balance"] == 100.0
    adapter(koha, koha.http).put(waiver(patron))
    assert koha.account(patron["patron_id"])["balance"] == 0.0


def test_a_second_credit_would_go_below_nothing_so_none_is_sent(koha: Koha, operator: KohaOperator) -> None:
    patron = koha.open_patron()
    path = f"/patrons/{patron['patron_id']}/account/credits"
    kind = "writeoff" if koha.version == "18.12" else "WRITEOFF"
    wish = waiver(patron)
    operator.put(wish)
    operator.put(wish)
    assert koha.account(patron["patron_id"])["balance"] == 0.0
    koha.call("POST", path, json={"credit_type": kind, "amount": 100})
    assert koha.account(patron["patron_id"])["balance"] == -100.0


def test_a_credit_that_bears_our_mark_stops_a_second_one_though_the_line_is_open_again(
    later_koha: Koha, later_operator: KohaOperator
) -> None:
    patron = later_koha.open_patron()
    wish = waiver(patron)
    later_operator.put(wish)
    later_koha.control(f"/patrons/{patron['cardnumber']}/debits", kind="ACCOUNT", amount_fen=10_000)
    assert isinstance(later_operator.put(wish), Applied)
    assert later_koha.effects_of(patron["patron_id"]).count("credit.booked") == 1
    assert isinstance(later_operator.put(waiver(patron)), Applied)
    assert later_koha.effects_of(patron["patron_id"]).count("credit.booked") == 2


@pytest.mark.parametrize("status", [200, 201])
def test_a_credit_is_booked_by_200_and_by_201(koha: Koha, status: int) -> None:
    with answering(koha, "POST", httpx.Response(status, json={"account_line_id": 11})) as http:
        assert isinstance(adapter(koha, http).put(waiver(koha.open_patron())), Applied)


def test_whoever_is_waived_is_listed_over_all_pages(old_koha: Koha) -> None:
    opened = {str(old_koha.open_patron("FREE")["patron_id"]) for _ in range(101)}
    other = str(old_koha.open_patron("DEP")["patron_id"])
    operator, listed, cursor = adapter(old_koha, old_koha.http), set(), None
    pages = 0
    while pages == 0 or cursor is not None:
        page = operator.list_held(None, cursor)
        assert isinstance(page, HeldPage)
        listed |= {one.account for one in page.items}
        cursor, pages = page.next_cursor, pages + 1
    assert pages > 1
    assert opened <= listed
    assert other not in listed


def test_koha_cannot_tell_whose_category_has_changed(koha: Koha) -> None:
    assert adapter(koha, koha.http).list_held(datetime.now(UTC), None) == Unsupported()


def test_a_list_that_hides_its_length_is_not_trusted(koha: Koha) -> None:
    with answering(koha, "GET", httpx.Response(200, json=[])) as http:
        assert adapter(koha, http).list_held(None, None) == Unknown()


def test_a_parameter_that_koha_does_not_know_is_our_mistake_said_in_a_bare_array(
    koha: Koha, caplog: pytest.LogCaptureFixture
) -> None:
    answer = koha.call("GET", "/patrons?nosuch=1")
    assert answer.json() == [{"message": "Malformed query string", "path": "/query/nosuch"}]
    with answering(koha, "GET", answer) as http:
        outcome = adapter(koha, http).list_held(None, None)
    assert isinstance(outcome, RefusedByOperator)
    assert outcome.reason == "operator-misconfigured"
    assert "/query/nosuch" in caplog.text
