"""What WeChat shows of a reply, if it is one that WeChat accepts."""

from __future__ import annotations

import base64
import hmac
import xml.etree.ElementTree as ElementTree
from typing import Any

from card_integration.simulator.wechat.city import Account
from card_integration.simulator.wechat.errors import WeChatError
from card_integration.simulator.wechat.media import MediaStore
from card_integration.simulator.wechat.sealing import Unsealable, signature, unseal

MAX_CONTENT_BYTES = 2047


class BadReply(Exception):
    """A reply that WeChat would not show."""


def read_reply(
    account: Account, media: MediaStore, raw: bytes, openid: str, mode: str
) -> dict[str, Any] | None:
    """Return what the sender is shown: `text`, `image_base64` or `transferred`; None for silence.

    In compatible mode a reply may be sealed or in clear.
    Raises `BadReply`.
    """
    if raw in (b"", b"success"):
        return None
    root = _root(raw.decode("utf-8", errors="replace"))
    if mode == "aes" or (mode == "compatible" and root.find("Encrypt") is not None):
        root = _root(_opened(account, {child.tag: child.text or "" for child in root}))
    reply = {child.tag: child.text or "" for child in root}
    if reply.get("ToUserName") != openid or not reply.get("CreateTime") or not reply.get("FromUserName"):
        raise BadReply("not a reply to the sender")
    match reply.get("MsgType"):
        case "text":
            return {"text": _content(reply)}
        case "image":
            return {"image_base64": _picture(root, media)}
        case "transfer_customer_service":
            return {"transferred": True}
    raise BadReply("not a reply to the sender")


def _content(reply: dict[str, str]) -> str:
    content = reply.get("Content", "")
    if not 0 < len(content.encode()) <= MAX_CONTENT_BYTES:
        raise BadReply(f"content of {len(content.encode())} bytes")
    return content


def _picture(root: ElementTree.Element, media: MediaStore) -> str:
    try:
        return base64.b64encode(media.get(root.findtext("Image/MediaId") or "").content).decode()
    except WeChatError:
        raise BadReply("no such media_id") from None


def _opened(account: Account, envelope: dict[str, str]) -> str:
    try:
        sealed, claimed = envelope["Encrypt"], envelope["MsgSignature"]
        expected = signature(account.token, envelope["TimeStamp"], envelope["Nonce"], sealed)
    except KeyError as missing:
        raise BadReply(f"an encrypted reply needs {missing}") from None
    if not hmac.compare_digest(expected.encode(), claimed.encode()):
        raise BadReply("wrong MsgSignature")
    try:
        return unseal(account.aes_key, account.appid, sealed)
    except Unsealable as trouble:
        raise BadReply(str(trouble)) from None


def _root(xml: str) -> ElementTree.Element:
    try:
        # The service's own reply, on loopback; Python's expat bounds entity expansion.
        return ElementTree.fromstring(xml)  # noqa: S314
    except ElementTree.ParseError:
        raise BadReply("not XML") from None
