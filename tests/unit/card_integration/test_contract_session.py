from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest

from backend.cards.ports import Applied, Busy, Link, Unknown
from card_integration.contract.session import DEFAULT_RETRY_SECONDS
from tests.unit.card_integration.scripted_http import (
    NOW,
    TOKEN,
    MovableClock,
    ScriptedOperator,
    adapter,
    problem,
)

LINK_ID = "lnk_" + "a" * 22
DONE = httpx.Response(204)
UNAUTHORIZED = problem(401, "unauthenticated")


def test_a_token_is_used_until_shortly_before_it_ends() -> None:
    script, clock = ScriptedOperator(DONE), MovableClock()
    operator = adapter(script, clock)
    for seconds in (0, 569, 1):
        clock.pass_seconds(seconds)
        operator.unlink(Link(LINK_ID))
    assert len(script.token_requests) == 2
    assert len(script.requests) == 3


def test_the_credentials_are_sent_as_rfc_6749_asks() -> None:
    script = ScriptedOperator(DONE)
    adapter(script).unlink(Link(LINK_ID))
    [request] = script.token_requests
    scheme, credentials = request.headers["Authorization"].split()
    assert (scheme, base64.b64decode(credentials)) == ("Basic", b"city:s%3Ae%2Fc")
    assert request.content == b"grant_type=client_credentials"
    assert script.requests[0].headers["Authorization"] == "Bearer tok"


def test_a_forgotten_token_is_renewed_once_and_the_request_repeated() -> None:
    script = ScriptedOperator(UNAUTHORIZED, DONE)
    assert adapter(script).unlink(Link(LINK_ID)) == Applied(None, NOW)
    assert (len(script.requests), len(script.token_requests)) == (2, 2)


def test_a_second_401_is_not_answered_with_a_third_try() -> None:
    script = ScriptedOperator(UNAUTHORIZED)
    assert adapter(script).unlink(Link(LINK_ID)) == Busy(300)
    assert len(script.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_wrong_credentials_are_not_tried_again(status: int) -> None:
    script = ScriptedOperator(DONE, tokens=[httpx.Response(status, json={"error": "access_denied"})])
    assert adapter(script).unlink(Link(LINK_ID)) == Busy(300)
    assert (len(script.requests), len(script.token_requests)) == (0, 1)


@pytest.mark.parametrize(
    "token_reply",
    [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json=["tok"]),
        httpx.Response(200, json={"access_token": 7}),
        httpx.Response(200, json={**TOKEN, "expires_in": "soon"}),
    ],
)
def test_without_a_token_nothing_was_asked_so_the_operator_is_busy(
    token_reply: httpx.Response | Exception,
) -> None:
    script = ScriptedOperator(DONE, tokens=[token_reply])
    assert adapter(script).unlink(Link(LINK_ID)) == Busy(DEFAULT_RETRY_SECONDS)
    assert script.requests == []


def test_a_busy_token_address_names_its_time() -> None:
    tokens: list[httpx.Response | Exception] = [httpx.Response(429, headers={"Retry-After": "9"})]
    assert adapter(ScriptedOperator(DONE, tokens=tokens)).unlink(Link(LINK_ID)) == Busy(9)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_a_request_that_never_left_may_be_sent_again(error: type[httpx.TransportError]) -> None:
    assert adapter(ScriptedOperator(error("x"))).unlink(Link(LINK_ID)) == Busy(DEFAULT_RETRY_SECONDS)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ReadTimeout("x"),
        httpx.WriteTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.DecodingError("x"),
        httpx.Response(200, content=b"not json"),
        httpx.Response(200, json=[]),
        httpx.Response(302, json={}, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(404, content=b"<html>a gateway</html>"),
        httpx.Response(404, json={"error": "no problem document"}),
        httpx.Response(500, json={}),
        httpx.Response(502),
        httpx.Response(503),
        httpx.Response(503, headers={"Retry-After": "whenever"}),
    ],
)
def test_a_request_that_left_without_a_usable_answer_is_unknown(reply: httpx.Response | Exception) -> None:
    script = ScriptedOperator(reply)
    assert adapter(script).unlink(Link(LINK_ID)) == Unknown()
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        (429, "17", 17),
        (429, None, DEFAULT_RETRY_SECONDS),
        (503, "17", 17),
        (503, format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
    ],
)
def test_a_busy_operator_is_asked_again_when_it_says(status: int, header: str | None, seconds: int) -> None:
    headers = {"Retry-After": header} if header else {}
    script = ScriptedOperator(httpx.Response(status, headers=headers))
    assert adapter(script).unlink(Link(LINK_ID)) == Busy(seconds)


def test_a_forbidden_request_is_a_matter_of_credentials() -> None:
    assert adapter(ScriptedOperator(problem(403, "scope"))).unlink(Link(LINK_ID)) == Busy(300)


def test_many_threads_at_once_ask_for_one_token() -> None:
    script = ScriptedOperator(DONE)
    operator = adapter(script)
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(operator.unlink, [Link(LINK_ID)] * 40))
    assert set(outcomes) == {Applied(None, NOW)}
    assert len(script.token_requests) == 1
