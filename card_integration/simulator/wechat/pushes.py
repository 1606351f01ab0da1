"""A citizen who writes to the official account: signed, pushed, repeated, and shown what came back."""

from __future__ import annotations

import http.client
import secrets
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from card_integration.simulator.wechat.city import Account
from card_integration.simulator.wechat.orders import (
    Message,
    NotSayable,
    as_elements,
    read_order,
    receiver_of,
)
from card_integration.simulator.wechat.sealing import seal, signature
from card_integration.simulator.wechat.shown import BadReply, read_reply
from card_integration.simulator.wechat.side import WeChatSide

REPLY_SECONDS = 5.0
MOST_REPEATS = 3
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SILENCE: dict[str, Any] = {"text": None, "image_base64": None, "transferred": False}


class _NoReply(Exception):
    """Nothing came in time: this, and only this, makes WeChat push again."""


def say(side: WeChatSide, order: dict[str, Any]) -> dict[str, Any]:
    """Push a message as WeChat would, and return what the citizen then sees.

    `order` is that of `read_order`, with `callback_url`, and `repeats: true` to push again as WeChat does
    when nothing comes within `reply_seconds` (5). `reply` is the text, None for silence or something else;
    `shown` is what stands in the chat window.
    """
    message = read_order(order, side.city, side.media)
    url = _checked_url(str(order.get("callback_url", "")))
    _note(side, message)
    answer: dict[str, Any] = {
        "reply": None,
        "shown": None,
        "image_base64": None,
        "transferred": False,
        "fault": None,
        "raw_status": None,
        "msg_id": message.msg_id,
        "created": message.created,
        "attempts": 0,
    }
    most = 1 + (MOST_REPEATS if order.get("repeats") else 0)
    seconds = float(order.get("reply_seconds", REPLY_SECONDS))
    while answer["attempts"] < most:
        answer["attempts"] += 1
        try:
            return answer | _exchange(side, message, url, seconds)
        except _NoReply as trouble:
            answer |= {"fault": str(trouble), "shown": OUT_OF_ORDER}
        except BadReply as trouble:
            return answer | {"fault": str(trouble), "shown": OUT_OF_ORDER, **_status_of(trouble)}
    return answer


class _BadStatus(BadReply):
    """A reply with a status that is not 200."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


def _status_of(trouble: BadReply) -> dict[str, int]:
    return {"raw_status": trouble.status if isinstance(trouble, _BadStatus) else 200}


def _exchange(side: WeChatSide, message: Message, url: str, seconds: float) -> dict[str, Any]:
    account = side.city.get_official_account()
    query, body = _signed(account, message)
    status, raw = _post(url, query, body, seconds)
    if status != 200:
        raise _BadStatus(status)
    seen = read_reply(account, side.media, raw, message.openid, message.mode)
    if seen is not None:
        side.contacts.show(message.openid, by="reply", **seen)
    shown = _SILENCE | (seen or {})
    return {
        "reply": shown["text"],
        "shown": shown["text"],
        "image_base64": shown["image_base64"],
        "transferred": shown["transferred"],
        "raw_status": status,
        "fault": None,
    }


def _note(side: WeChatSide, message: Message) -> None:
    if message.kind == "event":
        side.contacts.note_event(message.openid, message.event)
    else:
        side.contacts.note_message(message.openid)


def _signed(account: Account, message: Message) -> tuple[dict[str, str], str]:
    timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
    query = {
        "signature": signature(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": message.openid,
    }
    xml = message.as_xml(account)
    if message.mode == "plain":
        return query, xml
    sealed = seal(account.aes_key, account.appid, xml)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature(account.token, timestamp, nonce, sealed),
    }
    if message.mode == "compatible":
        inside = xml.removeprefix("<xml>").removesuffix("</xml>")
        return query, f"<xml>{inside}{as_elements({'Encrypt': sealed})}</xml>"
    return query, f"<xml>{as_elements({'ToUserName': receiver_of(account), 'Encrypt': sealed})}</xml>"


def _checked_url(callback_url: str) -> str:
    url = urlsplit(callback_url)
    if url.scheme != "http" or url.hostname not in _LOOPBACK:
        raise NotSayable("callback_url must be an http URL on the loopback interface")
    return callback_url


def _post(callback_url: str, query: dict[str, str], body: str, seconds: float) -> tuple[int, bytes]:
    url = urlsplit(callback_url)
    connection = http.client.HTTPConnection(url.hostname or "", url.port or 80, timeout=seconds)
    try:
        started = time.monotonic()
        connection.request(
            "POST", f"{url.path}?{urlencode(query)}", body.encode(), {"Content-Type": "text/xml"}
        )
        response = connection.getresponse()
        raw = response.read()
    except (OSError, http.client.HTTPException) as trouble:
        raise _NoReply(str(trouble) or type(trouble).__name__) from None
    finally:
        connection.close()
    if time.monotonic() - started > seconds:
        raise _NoReply(f"no reply within {seconds:g} seconds")
    return response.status, raw
