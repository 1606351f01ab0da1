"""Whatever arrives at the callback, it is answered or refused, and never an error of ours (D24, W7)."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

import fakeredis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.wechat.opening import PushMode
from card_integration.simulator.wechat.sealing import signature
from tests.functional.bot.conftest import TOKEN, Answerer, Doors, StandingClock, WeChatSide, text_xml

ANSWERED_OR_REFUSED = {200, 400, 403, 413}
NAMES = st.sampled_from(
    [
        *("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "Content", "MsgId"),
        *("MediaId", "Recognition", "Location_X", "Location_Y", "Label", "Url", "OpenID", "bizmsgmenuid"),
    ]
)
VALUES = st.one_of(
    st.sampled_from(["text", "event", "location", "voice", "image", "unsubscribe", "subscribe", "oA", "1"]),
    st.sampled_from(
        ["<![CDATA[x]]>", "<a>1</a>", "&lt;", "&#0;", "&x;", "]]>", "1e9", "-1", "９９", "qrscene_"]
    ),
    st.text(max_size=30),
)
ELEMENTS = st.lists(st.tuples(NAMES, VALUES), max_size=12)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=list(PushMode))
def mode(request: pytest.FixtureRequest) -> PushMode:
    return request.param


@pytest.fixture
def side(mode: PushMode, doors: Doors) -> WeChatSide:
    doors.clock = StandingClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    doors.redis = fakeredis.FakeRedis()
    return doors.open(mode)


def _post(side: WeChatSide, mode: PushMode, message: str) -> int:
    response = side.post_sealed(message) if mode is PushMode.AES else side.post(message)
    return response.status_code


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_are_refused(side: WeChatSide, answerer: Answerer, body: bytes) -> None:
    assert side.post(body).status_code in (400, 403)
    assert answerer.pushes == []


@MANY
@given(ELEMENTS, st.sampled_from(["", "text", "event", "location", "link", "voice"]))
def test_any_elements_are_answered_or_refused_and_none_is_a_bug(
    side: WeChatSide,
    mode: PushMode,
    caplog: pytest.LogCaptureFixture,
    elements: list[tuple[str, str]],
    kind: str,
) -> None:
    core = text_xml(msg_id=secrets.token_hex(8)).removesuffix("</xml>").replace("[text]", f"[{kind}]")
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in elements)
    assert _post(side, mode, f"{core if kind else '<xml>'}{inside}</xml>") in ANSWERED_OR_REFUSED
    assert "could not be answered" not in caplog.text


@MANY
@given(st.lists(st.tuples(st.integers(0, 250), st.text(max_size=6)), max_size=6))
def test_a_message_with_anything_put_into_it_is_answered_or_refused(
    side: WeChatSide, mode: PushMode, cuts: list[tuple[int, str]]
) -> None:
    message = text_xml()
    for place, put in cuts:
        message = message[:place] + put + message[place + len(put) :]
    assert _post(side, mode, message) in ANSWERED_OR_REFUSED


@MANY
@given(st.text(max_size=80))
def test_any_text_of_a_person_is_answered(side: WeChatSide, mode: PushMode, text: str) -> None:
    message = text_xml("x", msg_id=secrets.token_hex(8), sender=f"o{secrets.token_hex(8)}")
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    status = _post(side, mode, message.replace("<![CDATA[x]]>", escaped))
    assert status in ANSWERED_OR_REFUSED
    if text.isprintable():
        assert status == 200


@MANY
@given(
    st.dictionaries(
        st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type"]), VALUES
    )
)
def test_any_query_is_answered_or_refused(side: WeChatSide, query: dict[str, str]) -> None:
    assert side.post(text_xml(), query or {"x": "1"}).status_code in ANSWERED_OR_REFUSED
    assert side.client.get("/wechat/callback", query_string=query).status_code == 403


@MANY
@given(st.binary(max_size=200))
def test_any_ciphertext_under_a_right_signature_is_refused(doors: Doors, raw: bytes) -> None:
    side, sealed = doors.open(PushMode.AES), base64.b64encode(raw).decode()
    query = side.query(encrypt_type="aes")
    query["msg_signature"] = signature(TOKEN, query["timestamp"], query["nonce"], sealed)
    assert side.post(f"<xml><Encrypt>{sealed}</Encrypt></xml>", query).status_code in (400, 403)
