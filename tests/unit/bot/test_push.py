from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.library import MessageCipher, read_envelope
from bot.wechat.opening import CallbackKeys, PushMode, PushOpener, Query
from bot.wechat.push import HostilePush, Push
from card_integration.simulator.wechat.sealing import seal, signature, unseal
from tests.unit.bot.conftest import StandingClock

_MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
APPID, TOKEN, AES_KEY = "wx00000000000000aa", "callbacktoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TEXT = (
    "<xml><ToUserName><![CDATA[gh_a]]></ToUserName><FromUserName><![CDATA[oA]]></FromUserName>"
    "<CreateTime>1795399200</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[{content}]]></Content><MsgId>1</MsgId></xml>"
)
HOSTILE_CIPHERTEXTS = {
    "empty": "",
    "one character": "A",
    "not base64": "%%%%",
    "three bytes": "AAAA",
    "one block": base64.b64encode(bytes(16)).decode(),
    "counting bytes": base64.b64encode(bytes(range(64))).decode(),
    "high bytes": base64.b64encode(b"\xff" * 160).decode(),
    "for another account": seal(AES_KEY, "wxanotherappid", TEXT),
    "not xml": seal(AES_KEY, APPID, "no xml"),
    "nothing": seal(AES_KEY, APPID, ""),
    "core elements missing": seal(AES_KEY, APPID, "<xml><MsgType>text</MsgType></xml>"),
}
EVENT = (
    "<xml><ToUserName>gh_a</ToUserName><FromUserName>oA</FromUserName><CreateTime>1795399200</CreateTime>"
    "<MsgType>event</MsgType><Event>{event}</Event><EventKey>{key}</EventKey></xml>"
)


def _opener(clock: StandingClock, mode: PushMode = PushMode.PLAIN) -> PushOpener:
    return PushOpener(CallbackKeys(APPID, TOKEN, AES_KEY, mode), clock)


def _plain_query(clock: StandingClock, nonce: str = "7") -> Query:
    timestamp = str(int(clock.now().timestamp()))
    return {
        "timestamp": [timestamp],
        "nonce": [nonce],
        "signature": [signature(TOKEN, timestamp, nonce)],
    }


def _aes_query(clock: StandingClock, ciphertext: str) -> Query:
    timestamp = str(int(clock.now().timestamp()))
    signed = {
        "encrypt_type": ["aes"],
        "msg_signature": [signature(TOKEN, timestamp, "7", ciphertext)],
    }
    return {**_plain_query(clock), **signed}


def _open_plain(clock: StandingClock, xml: str) -> Push:
    return _opener(clock).open(_plain_query(clock), xml.encode())


def _open_aes(clock: StandingClock, ciphertext: str) -> Push:
    body = f"<xml><Encrypt><![CDATA[{ciphertext}]]></Encrypt></xml>".encode()
    return _opener(clock, PushMode.AES).open(_aes_query(clock, ciphertext), body)


@pytest.mark.parametrize(
    ("token", "aes_key"),
    [("", AES_KEY), ("ab", AES_KEY), (TOKEN, ""), (TOKEN, AES_KEY[:-1]), (TOKEN, AES_KEY + "=")],
)
def test_w9_an_empty_token_or_a_key_of_another_length_is_refused(token: str, aes_key: str) -> None:
    with pytest.raises(ValueError, match=r"WeChat (callback token|AES key)"):
        CallbackKeys(APPID, token, aes_key, PushMode.AES)


def test_w9_the_keys_are_not_shown() -> None:
    shown = repr(CallbackKeys(APPID, TOKEN, AES_KEY, PushMode.AES))
    assert TOKEN not in shown
    assert AES_KEY not in shown


@pytest.mark.parametrize("name", HOSTILE_CIPHERTEXTS)
def test_w7_every_hostile_ciphertext_is_one_kind_of_exception(clock: StandingClock, name: str) -> None:
    with pytest.raises(HostilePush):
        _open_aes(clock, HOSTILE_CIPHERTEXTS[name])


@given(st.binary(max_size=200))
def test_w7_random_bytes_under_a_right_signature_are_one_kind_of_exception(raw: bytes) -> None:
    clock = StandingClock(_MOMENT)
    with pytest.raises(HostilePush):
        _open_aes(clock, base64.b64encode(raw).decode())


def test_w8_the_signature_is_checked_before_anything_is_decrypted(clock: StandingClock) -> None:
    query = {**_aes_query(clock, "AAAA"), "msg_signature": ["0" * 40]}
    with pytest.raises(HostilePush, match="wrong signature"):
        _opener(clock, PushMode.AES).open(query, b"<xml><Encrypt>AAAA</Encrypt></xml>")


def test_w8_the_same_text_never_seals_to_the_same_bytes() -> None:
    cipher = MessageCipher(AES_KEY, APPID)
    assert len({cipher.seal("好") for _ in range(20)}) == 20
    assert unseal(AES_KEY, APPID, cipher.seal("好")) == "好"


@pytest.mark.parametrize(
    "twisted",
    [
        TEXT.replace("<MsgType>", "<MsgType>x</MsgType><MsgType>"),
        TEXT.replace("<![CDATA[{content}]]>", "<a>1</a><b>2</b>"),
        TEXT.replace("<Content>", "<Content>1</Content><Content>"),
        TEXT.replace("<FromUserName>", "<FromUserName>oB</FromUserName><FromUserName>"),
        TEXT.replace("<Content>", '<Content kind="x">'),
        TEXT.replace("oA", "o]]&gt;A"),
        TEXT.replace("1795399200", "soon"),
        TEXT.replace("<MsgType><![CDATA[text]]></MsgType>", ""),
        "<xml>text</xml>",
        "<xml/>",
    ],
)
def test_w10_repeated_nested_or_missing_core_elements_are_refused(clock: StandingClock, twisted: str) -> None:
    with pytest.raises(HostilePush) as refusal:
        _open_plain(clock, twisted)
    assert refusal.value.status == 400


@pytest.mark.parametrize(("sent", "read"), [("  两边空格  ", "两边空格"), ("", ""), ("😀 𠮷", "😀 𠮷")])
def test_w11_text_arrives_without_outer_spaces_and_empty_text_is_empty(
    clock: StandingClock, sent: str, read: str
) -> None:
    assert _open_plain(clock, TEXT.format(content=sent)).text == read


def test_w12_events_of_one_second_are_told_apart(clock: StandingClock) -> None:
    events = [("CLICK", "menu1"), ("CLICK", "menu2"), ("VIEW", "menu1"), ("SCAN", "s")]
    keys = {_open_plain(clock, EVENT.format(event=event, key=key)).key for event, key in events}
    assert len(keys) == len(events)


def test_d18_scanning_a_scene_to_follow_is_told_from_a_plain_follow(clock: StandingClock) -> None:
    push = _open_plain(clock, EVENT.format(event="subscribe", key="qrscene_123"))
    assert (push.event, push.event_key) == ("subscribe_scan", "123")


def test_d6_a_message_sealed_for_another_account_is_refused(clock: StandingClock) -> None:
    with pytest.raises(HostilePush) as refusal:
        _open_aes(clock, seal(AES_KEY, "wxanotherappid", TEXT.format(content="好")))
    assert refusal.value.status == 403


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_d25_a_push_from_outside_the_window_is_refused(clock: StandingClock, seconds: int) -> None:
    query = _plain_query(clock)
    clock.moment += timedelta(seconds=seconds)
    with pytest.raises(HostilePush, match="window"):
        _opener(clock).open(query, TEXT.encode())


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_d25_a_push_inside_the_window_is_taken(clock: StandingClock, seconds: int) -> None:
    query = _plain_query(clock)
    clock.moment += timedelta(seconds=seconds)
    assert _opener(clock).open(query, TEXT.encode()).sender == "oA"


@pytest.mark.parametrize("mode", list(PushMode))
@pytest.mark.parametrize("nothing", [None, ""])
def test_d7_no_reply_is_said_in_clear_in_every_mode(
    clock: StandingClock, mode: PushMode, nothing: str | None
) -> None:
    assert _opener(clock, mode).seal(nothing) == "success"


def test_d7_a_sealed_reply_is_signed_and_opens_with_independent_code(clock: StandingClock) -> None:
    envelope = read_envelope(_opener(clock, PushMode.AES).seal("<xml>好</xml>"))
    parts = [str(envelope[name]) for name in ("TimeStamp", "Nonce", "Encrypt")]
    assert envelope["MsgSignature"] == signature(TOKEN, *parts)
    assert unseal(AES_KEY, APPID, str(envelope["Encrypt"])) == "<xml>好</xml>"


def test_wechatpy_is_imported_in_exactly_one_module() -> None:
    root = Path(__file__).parents[3]
    folders = ("backend", "bot", "card_integration", "config", "miniprogram_api")
    files = [file for folder in folders for file in (root / folder).rglob("*.py")]
    lines = {file: file.read_text(encoding="utf-8").splitlines() for file in files}
    importers = [
        file.relative_to(root).as_posix()
        for file, text in lines.items()
        if any(line.lstrip().startswith(("import wechatpy", "from wechatpy")) for line in text)
    ]
    assert importers == ["bot/wechat/library.py"]
