"""Standard Webhooks, symmetric scheme v1: how an event proves who sent it, and when.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. Signed is
`id.timestamp.body`; a header may carry several signatures, and a receiver may know several secrets, so that
either side can change its secret without a moment of silence.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import math
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from backend.platform.errors import Malformed

TOLERANCE = timedelta(minutes=5)
ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"
_HEADERS = (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)
_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)
# No dot, or one signature would fit another division of the same text; no comma, which joins headers.
_ID = re.compile(r"[!-+\-/-~]{1,128}", re.ASCII)
_TIMESTAMP = re.compile(r"[0-9]{1,11}", re.ASCII)
_VERSION = "v1"


@dataclass(frozen=True)
class Signed:
    """What a good signature proves: which message this is, and when it was sent."""

    id: str
    sent_at: datetime


def new_secret() -> str:
    """Return a fresh secret in its written form, `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def parse_secret(written: str) -> bytes:
    """Return the key that a written secret stands for; raises `ValueError`, which never repeats it."""
    if not written.startswith(_PREFIX):
        raise ValueError(f"a webhook secret begins with {_PREFIX}")
    try:
        key = base64.b64decode(written.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"a webhook secret is {_PREFIX} and base64") from None
    if len(key) not in _KEY_BYTES:
        raise ValueError("a webhook secret holds 24 to 64 bytes")
    return key


def sign(keys: Sequence[bytes], message_id: str, sent_at: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers that sign a body, with one signature for each key; `sent_at` must know its zone."""
    if sent_at.tzinfo is None:
        raise ValueError("the time of a webhook must know its zone")
    if not _ID.fullmatch(message_id):
        raise ValueError("the id of a webhook has no dot, comma or space")
    timestamp = str(math.floor(sent_at.timestamp()))
    signatures = [base64.b64encode(_mac(key, message_id, timestamp, body)).decode() for key in keys]
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: " ".join(f"{_VERSION},{signature}" for signature in signatures),
    }


def verify(keys: Iterable[bytes], headers: Iterable[tuple[str, str]], body: bytes, now: datetime) -> Signed:
    """Return what the signature proves if it was made under one of the keys, within five minutes of now.

    Raises `Malformed`, always of the same code, for whatever else a stranger may send.
    """
    message_id, timestamp, signature = _read_headers(headers)
    if not _ID.fullmatch(message_id) or not _TIMESTAMP.fullmatch(timestamp):
        raise _invalid("headers")
    sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    if abs(now - sent_at) > TOLERANCE:
        raise _invalid("timestamp")
    offered = _read_signatures(signature)
    expected = [_mac(key, message_id, timestamp, body) for key in keys]
    if not any(hmac.compare_digest(one, other) for one in expected for other in offered):
        raise _invalid("signature")
    return Signed(message_id, sent_at)


def body_invalid() -> Malformed:
    """Return the refusal of a well signed body that is not what the contract says."""
    return _invalid("body")


def _read_headers(headers: Iterable[tuple[str, str]]) -> tuple[str, str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        lowered = name.lower()
        if lowered in _HEADERS and lowered in found:
            raise _invalid("headers")
        found[lowered] = value
    if not all(found.get(name) for name in _HEADERS):
        raise _invalid("headers")
    return found[ID_HEADER], found[TIMESTAMP_HEADER], found[SIGNATURE_HEADER]


def _read_signatures(header: str) -> list[bytes]:
    """Return the v1 signatures; others are passed over, but one that has no such form spoils the header."""
    offered = []
    for one in header.split(" "):
        version, comma, encoded = one.partition(",")
        if not version or not comma or "," in encoded:
            raise _invalid("signature")
        if version == _VERSION:
            offered.append(_decode(encoded))
    return offered


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _invalid("signature") from None


def _mac(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    return hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()


def _invalid(part: str) -> Malformed:
    return Malformed(
        "webhook-invalid",
        zh="事件通知的请求头、时间、签名或正文有误，见 part；请核对密钥和时钟后重发。",
        en="The event's headers, time, signature or body are not right, see `part`; check secret and clock.",
        part=part,
    )
