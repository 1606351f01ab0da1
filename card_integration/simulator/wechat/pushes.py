"""A citizen who writes to the official account, and what WeChat accepts as a reply."""

from __future__ import annotations

import hmac
import http.client
import secrets
import time
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import urlencode, urlsplit

from card_integration.simulator.wechat.city import Account, City
from card_integration.simulator.wechat.sealing import Unsealable, seal, signature, unseal

REPLY_SECONDS = 5
MAX_CONTENT_BYTES = 2047
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NotSayable(Exception):
    """The order to say something is itself wrong."""


class _BadReply(Exception):
    """A reply that WeChat would not show."""


def say(city: City, order: dict[str, Any]) -> dict[str, Any]:
    """Push a text as WeChat would, and return what the citizen then reads.

    `order`: `official_openid` or `wechat_code`, `text`, `mode` (plain, aes), `callback_url`, and `msg_id` to
    repeat an earlier push. `reply` is None for silence; `shown` is what stands in the chat window.
    """
    openid, mode = _openid(city, order), order.get("mode", "plain")
    if mode not in ("plain", "aes"):
        raise NotSayable("mode is plain or aes")
    account = city.get_official_account()
    msg_id = str(order.get("msg_id") or secrets.randbelow(10**17) + 10**17)
    query, body = _push(account, openid, str(order.get("text", "")), msg_id, mode)
    answer: dict[str, Any] = {
        "reply": None,
        "shown": None,
        "fault": None,
        "raw_status": None,
        "msg_id": msg_id,
    }
    try:
        answer["raw_status"], raw = _post(str(order.get("callback_url", "")), query, body)
        if answer["raw_status"] != 200:
            raise _BadReply(f"status {answer['raw_status']}")
        answer["reply"] = answer["shown"] = _read_reply(account, raw, openid, mode)
    except (_BadReply, OSError, http.client.HTTPException) as trouble:
        answer |= {"fault": str(trouble) or type(trouble).__name__, "shown": OUT_OF_ORDER}
    return answer


def _openid(city: City, order: dict[str, Any]) -> str:
    if order.get("official_openid"):
        return str(order["official_openid"])
    person = city.find_person(wechat_code=str(order.get("wechat_code", "")))
    if person is None:
        raise NotSayable("nobody in the city has this wechat_code")
    return person.official_openid


def _push(account: Account, openid: str, text: str, msg_id: str, mode: str) -> tuple[dict[str, str], str]:
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    query = {
        "signature": signature(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": openid,
    }
    message = (
        f"<xml><ToUserName><![CDATA[gh_{account.appid[-12:]}]]></ToUserName>"
        f"<FromUserName><![CDATA[{openid}]]></FromUserName><CreateTime>{timestamp}</CreateTime>"
        f"<MsgType><![CDATA[text]]></MsgType><Content>{_cdata(text)}</Content><MsgId>{msg_id}</MsgId></xml>"
    )
    if mode == "plain":
        return query, message
    sealed = seal(account.aes_key, account.appid, message)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature(account.token, timestamp, nonce, sealed),
    }
    receiver = f"<ToUserName><![CDATA[gh_{account.appid[-12:]}]]></ToUserName>"
    return query, f"<xml>{receiver}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"


def _post(callback_url: str, query: dict[str, str], body: str) -> tuple[int, bytes]:
    url = urlsplit(callback_url)
    if url.scheme != "http" or url.hostname not in _LOOPBACK:
        raise NotSayable("callback_url must be an http URL on the loopback interface")
    connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=REPLY_SECONDS)
    try:
        started = time.monotonic()
        connection.request(
            "POST", f"{url.path}?{urlencode(query)}", body.encode(), {"Content-Type": "text/xml"}
        )
        response = connection.getresponse()
        raw = response.read()
    finally:
        connection.close()
    if time.monotonic() - started > REPLY_SECONDS:
        raise _BadReply("no reply within 5 seconds")
    return response.status, raw


def _read_reply(account: Account, raw: bytes, openid: str, mode: str) -> str | None:
    if raw in (b"", b"success"):
        return None
    reply = _elements(raw.decode("utf-8", errors="replace"))
    if mode == "aes":
        reply = _elements(_opened_reply(account, reply))
    if reply.get("MsgType") != "text" or reply.get("ToUserName") != openid or not reply.get("CreateTime"):
        raise _BadReply("not a text reply to the sender")
    content = reply.get("Content", "")
    if not 0 < len(content.encode()) <= MAX_CONTENT_BYTES:
        raise _BadReply(f"content of {len(content.encode())} bytes")
    return content


def _opened_reply(account: Account, envelope: dict[str, str]) -> str:
    try:
        sealed, claimed = envelope["Encrypt"], envelope["MsgSignature"]
        expected = signature(account.token, envelope["TimeStamp"], envelope["Nonce"], sealed)
    except KeyError as missing:
        raise _BadReply(f"an encrypted reply needs {missing}") from None
    if not hmac.compare_digest(expected.encode(), claimed.encode()):
        raise _BadReply("wrong MsgSignature")
    try:
        return unseal(account.aes_key, account.appid, sealed)
    except Unsealable as trouble:
        raise _BadReply(str(trouble)) from None


def _elements(xml: str) -> dict[str, str]:
    try:
        # The service's own reply, on loopback; Python's expat bounds entity expansion.
        root = ElementTree.fromstring(xml)  # noqa: S314
    except ElementTree.ParseError:
        raise _BadReply("not XML") from None
    return {child.tag: child.text or "" for child in root}


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
