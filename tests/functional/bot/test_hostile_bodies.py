from __future__ import annotations

import base64
import gzip

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.wechat.opening import MAX_BODY_BYTES, PushMode
from card_integration.simulator.wechat.sealing import signature
from tests.functional.bot.conftest import (
    AES_KEY,
    APPID,
    TOKEN,
    Answerer,
    Doors,
    WeChatSide,
    text_xml,
)

LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "empty": b"",
    "json": b'{"MsgType": "text"}',
    "gzip": gzip.compress(text_xml().encode()),
    "gbk": text_xml("信用").encode("gbk"),
    "utf-16": text_xml().encode("utf-16"),
    "nul": text_xml("a\x00b").encode(),
    "cut off": text_xml().encode()[:-20],
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LOL}]>{text_xml("&l9;")}'.encode(),
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 20000}">]>{text_xml("&a;" * 2000)}'.encode(),
    "parameter entity": f'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///x"> %p;]>{text_xml()}'.encode(),
    "external document type": f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">{text_xml()}'.encode(),
    "external entity": f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{text_xml()}'.encode(),
    "late document type": f"<?xml version='1.0'?><!DOCTYPE xml>{text_xml()}".encode(),
    "unknown entity": text_xml().replace("<![CDATA[怎么申请信用修复]]>", "&f;").encode(),
    "comment first": f"<!-- x -->{text_xml()}".encode(),
    "another root": text_xml().replace("xml>", "html>").encode(),
    "two roots": (text_xml() * 2).encode(),
    "two kinds": text_xml().replace("<MsgType>", "<MsgType>x</MsgType><MsgType>").encode(),
    "no kind": text_xml().replace("MsgType", "MsgTypo").encode(),
    "nested content": text_xml().replace("<Content>", "<Content><a>1</a>").encode(),
    "two senders": text_xml()
    .replace("<FromUserName>", "<FromUserName>b</FromUserName><FromUserName>")
    .encode(),
    "deep": b"<xml>" + b"<a>" * 10000 + b"</a>" * 9000 + b"</xml>",
    "deep and whole": b"<xml>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</xml>",
    "surrogate reference": text_xml().replace("<![CDATA[怎么申请信用修复]]>", "&#xD800;").encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_d24_a_hostile_body_is_refused_and_never_an_error_of_ours(
    either: WeChatSide, answerer: Answerer, name: str
) -> None:
    response = either.post(HOSTILE[name])
    assert 400 <= response.status_code < 500
    assert response.data == b""
    assert answerer.pushes == []


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"gzip", "gbk", "utf-16"}))
def test_d24_a_hostile_body_under_a_right_seal_is_refused_too(
    aes: WeChatSide, answerer: Answerer, name: str
) -> None:
    response = aes.post_sealed(HOSTILE[name].decode())
    assert 400 <= response.status_code < 500
    assert answerer.pushes == []


PADDINGS = {
    "a good one, so that the others fail for their own sake": b"\x05" * 5,
    "none": b"\x00" * 16,
    "longer than a block": b"\x21" * 33,
    "of several numbers": b"\x01" * 4 + b"\x05",
    "longer than the message": b"\xff" * 32,
    "into the appid": b"\x20" * 10,
}


def _sealed_with(padding: bytes) -> str:
    """Seal a message of a length that makes whole blocks with this padding."""
    for length in range(1, 17):
        message = text_xml("a" * length).encode()
        plain = bytes(16) + len(message).to_bytes(4, "big") + message + APPID.encode() + padding
        if len(plain) % 16 == 0:
            break
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


@pytest.mark.parametrize("name", PADDINGS)
def test_w8_a_seal_with_bad_padding_under_a_right_signature_is_refused(
    aes: WeChatSide, answerer: Answerer, name: str
) -> None:
    sealed = _sealed_with(PADDINGS[name])
    query = aes.query(encrypt_type="aes")
    query["msg_signature"] = signature(TOKEN, query["timestamp"], query["nonce"], sealed)
    is_good = PADDINGS[name] == b"\x05" * 5
    expected = 200 if is_good else 403
    assert aes.post(f"<xml><Encrypt>{sealed}</Encrypt></xml>", query).status_code == expected
    assert len(answerer.pushes) == is_good


def test_d24_a_packed_body_is_refused_though_it_says_that_it_is_packed(
    plain: WeChatSide, answerer: Answerer
) -> None:
    packed = gzip.compress(b"a" * 50_000_000)
    response = plain.post(packed, headers={"Content-Encoding": "gzip", "Content-Type": "text/xml"})
    assert response.status_code == 400
    assert answerer.pushes == []


@pytest.mark.parametrize("mode", list(PushMode))
def test_d24_a_body_over_64_kb_is_refused_unread(doors: Doors, answerer: Answerer, mode: PushMode) -> None:
    response = doors.open(mode).post(text_xml("长" * MAX_BODY_BYTES))
    assert response.status_code == 413
    assert response.data == b""
    assert answerer.pushes == []


def test_d24_a_body_of_unknown_length_over_64_kb_is_refused(plain: WeChatSide, answerer: Answerer) -> None:
    chunked = {"wsgi.input_terminated": True}
    body = text_xml("a" * MAX_BODY_BYTES).encode()
    headers = {"Transfer-Encoding": "chunked"}
    response = plain.post(body, content_type="text/xml", headers=headers, environ_overrides=chunked)
    assert response.status_code == 413
    assert answerer.pushes == []


def test_d24_user_text_may_look_like_a_document_type(plain: WeChatSide, answerer: Answerer) -> None:
    assert plain.post(text_xml("<!DOCTYPE html>")).status_code == 200
    assert [push.text for push in answerer.pushes] == ["<!DOCTYPE html>"]


def test_an_xml_declaration_is_allowed(plain: WeChatSide, answerer: Answerer) -> None:
    assert plain.post(f'<?xml version="1.0" encoding="UTF-8"?>\n{text_xml()}').status_code == 200
    assert len(answerer.pushes) == 1


def test_d23_four_byte_characters_survive_in_and_out(plain: WeChatSide) -> None:
    said = "😀 家人👨‍👩‍👧 𠮷"
    assert said in plain.post(text_xml(said)).data.decode()
