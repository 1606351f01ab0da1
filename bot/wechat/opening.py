"""Opening what WeChat pushes to the callback, and sealing what it gets back."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from backend.platform.clock import Clock
from bot.wechat.library import MessageCipher, UnreadableMessage, read_envelope, sign
from bot.wechat.push import HostilePush, Push, read_push

Query = Mapping[str, Sequence[str]]

MAX_BODY_BYTES = 64 * 1024
REPLAY_WINDOW = timedelta(seconds=300)
SUCCESS = "success"

_TOKEN = re.compile(r"[0-9A-Za-z]{3,32}")
_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")
_NUMBER = re.compile(r"[0-9]{1,10}")
_NONCE = re.compile(r"[!-~]{1,128}")
_START = re.compile(r"\s*(<\?xml\s[^<>]*\?>\s*)?<xml[\s>]")


class PushMode(StrEnum):
    """How the account is set to push; never chosen by what arrives (duty D4)."""

    PLAIN = "plain"
    AES = "aes"


@dataclass(frozen=True)
class CallbackKeys:
    """What WeChat's console and this service share. Raises `ValueError` when a key is weak (defect W9)."""

    appid: str
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    mode: PushMode

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("the WeChat callback token must be 3 to 32 letters and digits")
        if self.mode is PushMode.AES and not _AES_KEY.fullmatch(self.aes_key):
            raise ValueError("the WeChat AES key (EncodingAESKey) must be 43 letters and digits")


class PushOpener:
    """Believes a push only when its signature, time, receiver and form are right."""

    def __init__(self, keys: CallbackKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._cipher = MessageCipher(keys.aes_key, keys.appid) if keys.mode is PushMode.AES else None

    def echo(self, query: Query) -> str:
        """Return `echostr` if WeChat signed the question; plain in every mode (duties D1, D2)."""
        self._check_signature(query, "signature")
        return _single(query, "echostr")

    def open(self, query: Query, body: bytes) -> Push:
        """Return the push. Raises `HostilePush` and nothing else (duties D3 to D6, D24, D25; defect W7)."""
        xml = _checked_start(_decode(body))
        if self._cipher is None:
            self._check_signature(query, "signature")
            return read_push(xml, _proof(query, "signature"))
        ciphertext = self._signed_ciphertext(query, xml)
        try:
            inner = self._cipher.open(ciphertext)
        except UnreadableMessage:
            raise HostilePush("not sealed for this account") from None
        return read_push(_checked_start(inner), _proof(query, "msg_signature"))

    def seal(self, reply_xml: str | None) -> str:
        """Return the response body: `success` for no reply, and never encrypted then (duties D7, D12)."""
        if not reply_xml:
            return SUCCESS
        if self._cipher is None:
            return reply_xml
        encrypted = self._cipher.seal(reply_xml)
        timestamp, nonce = str(int(self._clock.now().timestamp())), secrets.token_hex(8)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{sign(self._keys.token, timestamp, nonce, encrypted)}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )

    def _signed_ciphertext(self, query: Query, xml: str) -> str:
        if _single(query, "encrypt_type") != "aes":
            raise HostilePush("plaintext in AES mode")
        ciphertext = _envelope(xml).get("Encrypt")
        if not isinstance(ciphertext, str):
            raise HostilePush("plaintext in AES mode")
        self._check_signature(query, "msg_signature", ciphertext)
        return ciphertext

    def _check_signature(self, query: Query, name: str, *more: str) -> None:
        timestamp, nonce = _single(query, "timestamp"), _single(query, "nonce")
        if not (_NUMBER.fullmatch(timestamp) and _NONCE.fullmatch(nonce)):
            raise HostilePush("no timestamp or nonce")
        expected = sign(self._keys.token, timestamp, nonce, *more)
        if not hmac.compare_digest(expected.encode(), _single(query, name).encode(errors="replace")):
            raise HostilePush("wrong signature")
        if abs(self._clock.now().timestamp() - int(timestamp)) > REPLAY_WINDOW.total_seconds():
            raise HostilePush("outside the replay window")


def _single(query: Query, name: str) -> str:
    values = query.get(name, ())
    if len(values) != 1 or not values[0]:
        raise HostilePush(f"{name} is not given once")
    return values[0]


def _proof(query: Query, name: str) -> str:
    return "\n".join(_single(query, part) for part in ("timestamp", "nonce", name))


def _decode(body: bytes) -> str:
    if len(body) > MAX_BODY_BYTES:
        raise HostilePush("body too large", 413)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise HostilePush("not UTF-8", 400) from None


def _checked_start(xml: str) -> str:
    """Allow nothing before `<xml>` but a declaration, so no document type and no entity is ever declared."""
    if not _START.match(xml):
        raise HostilePush("not WeChat's XML", 400)
    return xml


def _envelope(xml: str) -> dict[str, Any]:
    try:
        return read_envelope(xml)
    except UnreadableMessage as trouble:
        raise HostilePush(str(trouble), 400) from None
