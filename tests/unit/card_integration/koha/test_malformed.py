"""Whatever Koha or the network does, every method returns an outcome and raises nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cards.ports import (
    Applied,
    Busy,
    EntitlementWish,
    HeldPage,
    Linked,
    NotHeld,
    RefusedByOperator,
    Standing,
    Unknown,
    Unsupported,
)
from card_integration.koha.operator import KohaOperator
from tests.unit.card_integration.koha.scripted_koha import (
    LINE,
    LINK,
    PATRON,
    account,
    link_request,
    operator,
    waiver,
)
from tests.unit.card_integration.koha.test_errors import JSON

CALLS: dict[str, Callable[[KohaOperator], object]] = {
    "link": lambda one: one.link(link_request()),
    "unlink": lambda one: one.unlink(LINK),
    "put": lambda one: one.put(waiver()),
    "end": lambda one: one.put(replace(waiver(), wanted=EntitlementWish.ENDED)),
    "read": lambda one: one.read(waiver()),
    "standing": lambda one: one.standing(LINK),
    "check": lambda one: one.check_setup(),
    "list": lambda one: one.list_held(None, None),
}
OUTCOMES = (
    *(Applied, Busy, Linked, NotHeld, RefusedByOperator, Standing, Unknown, Unsupported),
    *(tuple, HeldPage),
)
STATUSES = st.sampled_from([200, 201, 202, 204, 301, 400, 404, 409, 418, 429, 500, 503])
HEADERS = st.sampled_from([{}, {"X-Total-Count": "1"}, {"X-Total-Count": "x"}, {"Retry-After": "x"}])


@pytest.mark.parametrize("call", CALLS)
@settings(max_examples=40)
@given(status=STATUSES, body=st.binary(max_size=30) | JSON.map(lambda one: json.dumps(one).encode()))
def test_any_status_with_any_body_is_an_outcome(call: str, status: int, body: bytes) -> None:
    assert isinstance(CALLS[call](operator(lambda request: httpx.Response(status, content=body))), OUTCOMES)


@pytest.mark.parametrize("call", CALLS)
@settings(max_examples=40)
@given(name=st.sampled_from([*PATRON, "X"]), value=JSON, headers=HEADERS)
def test_a_patron_with_any_field_spoiled_is_an_outcome(
    call: str, name: str, value: Any, headers: dict[str, str]
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        patron = {**PATRON, name: value}
        if request.url.path.endswith("/account"):
            return httpx.Response(200, json=account(LINE))
        content = [patron] if request.url.path.endswith("/patrons") else patron
        return httpx.Response(200, headers=headers, json=content)

    assert isinstance(CALLS[call](operator(handle)), OUTCOMES)


@pytest.mark.parametrize("call", ["put", "read", "standing"])
@settings(max_examples=40)
@given(name=st.sampled_from([*LINE, "balance", "debit_type", "due_date"]), value=JSON)
def test_an_account_with_any_field_spoiled_is_an_outcome(call: str, name: str, value: Any) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/account"):
            return httpx.Response(200, json={**account({**LINE, name: value}), name: value})
        if request.url.path.endswith("/checkouts"):
            return httpx.Response(200, headers={"X-Total-Count": "1"}, json=[{name: value}])
        return httpx.Response(200, json={**PATRON, "category_id": "FREE"})

    def account(line: dict[str, Any]) -> dict[str, Any]:
        return {
            "balance": 1,
            "outstanding_debits": {"lines": [line]},
            "outstanding_credits": {"lines": [line]},
        }

    assert isinstance(CALLS[call](operator(handle)), OUTCOMES)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_a_koha_that_is_not_reached_did_nothing(call: str, error: type[httpx.TransportError]) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error("x")

    assert CALLS[call](operator(handle)) == Busy(30)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.WriteError, httpx.RemoteProtocolError])
def test_a_call_that_left_and_was_not_answered_is_unknown(
    call: str, error: type[httpx.TransportError]
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error("x")

    assert CALLS[call](operator(handle)) == Unknown()


def test_an_account_that_hides_its_debits_is_not_read_as_free_of_them() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        is_account = request.url.path.endswith("/account")
        return httpx.Response(200, json={"balance": 0} if is_account else PATRON)

    assert operator(handle).put(waiver()) == Unknown()


def test_a_list_without_end_is_given_up() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"X-Total-Count": "5"}, json=[])

    assert operator(handle).list_held(None, None) == Unknown()


def test_an_answer_about_another_patron_is_not_believed() -> None:
    answer = httpx.Response(200, json={**PATRON, "patron_id": 55})
    assert operator(lambda request: answer).unlink(LINK) == Unknown()


def test_a_change_that_does_not_show_is_not_believed(caplog: pytest.LogCaptureFixture) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=account() if request.url.path.endswith("/account") else PATRON)

    assert operator(handle).put(waiver()) == Unknown()
    assert "does not show" in caplog.text
