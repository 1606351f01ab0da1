from __future__ import annotations

import traceback

import httpx
import pytest

from backend.identity.ports import RealNameResult
from backend.platform.errors import Unavailable
from card_integration.real_name_http import HttpRealName
from tests.unit.card_integration.scripted_http import Reply, ScriptedOperator

NAME, ID_NUMBER = "林晓梅", "350299198506011022"


def register(script: ScriptedOperator) -> HttpRealName:
    http = httpx.Client(transport=httpx.MockTransport(script))
    return HttpRealName("https://real-name.example/v1/", "secret", timeout_seconds=1, http=http)


@pytest.mark.parametrize("result", list(RealNameResult))
def test_every_answer_of_the_service_is_understood(result: RealNameResult) -> None:
    script = ScriptedOperator(httpx.Response(200, json={"result": result.value}))
    assert register(script).check(NAME, ID_NUMBER, None) is result


def test_the_id_number_travels_in_the_body_alone() -> None:
    script = ScriptedOperator(httpx.Response(200, json={"result": "match"}))
    register(script).check(NAME, ID_NUMBER, "ticket")
    [request] = script.requests
    assert request.method == "POST"
    assert request.url == "https://real-name.example/v1/checks"
    assert ID_NUMBER not in str(request.headers)
    assert ID_NUMBER.encode() in request.content
    assert b"ticket" in request.content


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ConnectError("down"),
        httpx.ReadTimeout("slow"),
        httpx.Response(401, json={}),
        httpx.Response(500),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, json={"result": "who knows"}),
        httpx.Response(200, json={}),
        httpx.Response(200, json=[]),
    ],
)
def test_a_service_that_gives_no_answer_is_unavailable_and_the_error_holds_no_person(reply: Reply) -> None:
    with pytest.raises(Unavailable) as raised:
        register(ScriptedOperator(reply)).check(NAME, ID_NUMBER, None)
    assert raised.value.code == "real-name-unavailable"
    assert raised.value.__context__ is None
    told = "".join(traceback.format_exception(raised.value)) + raised.value.zh + repr(raised.value.extra)
    assert ID_NUMBER not in told
    assert NAME not in told
