"""The one atomic step that lets a dynamic certificate be used once, across all workers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import cast

import redis

# Kept beyond the certificate's minute, so that a merchant's retry finds its own receipt.
_KEPT_AFTER_EXPIRY = timedelta(minutes=10)
_LIVE = b"live"
_NO_REQUEST = "-"

# Who comes first writes; everybody else reads what the first one wrote.
_USE = """
local state = redis.call('GET', KEYS[1])
if state == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL') end
return state
"""


class UseResult(StrEnum):
    """What the step found; `lost` means that Redis does not know the certificate, so it must be refused."""

    FIRST = "first"
    REPEATED_REQUEST = "repeated_request"
    USED_BEFORE = "used_before"
    LOST = "lost"


@dataclass(frozen=True)
class Use:
    """The result, and the receipt of the first use where this request is a repeat of it.

    `is_own`: whoever used it before was this verifier.
    """

    result: UseResult
    receipt: str | None = None
    is_own: bool = False


class SingleUse:
    """Marks dynamic certificates live when issued, and used when scanned."""

    def __init__(self, short_lived: redis.Redis) -> None:
        self._redis = short_lived
        self._use = short_lived.register_script(_USE)

    def mark_live(self, certificate_id: str, lifetime: timedelta) -> None:
        """Make a certificate usable once; again changes nothing. Raises `redis.RedisError`."""
        self._redis.set(_key(certificate_id), _LIVE, ex=lifetime + _KEPT_AFTER_EXPIRY, nx=True)

    def use(self, certificate_id: str, verifier_id: str, request_key: str | None, receipt: str) -> Use:
        """Use the certificate; a repeat with the same non-empty request key finds the first receipt.

        Raises `redis.RedisError`.
        """
        request = _request_of(request_key)
        mark = f"{verifier_id} {request} {receipt}"
        state = cast("bytes | None", self._use(keys=[_key(certificate_id)], args=[_LIVE, mark]))
        if state is None:
            return Use(UseResult.LOST)
        if state == _LIVE:
            return Use(UseResult.FIRST)
        return _judge(state, verifier_id, request)

    def find_own(self, certificate_id: str, verifier_id: str, request_key: str | None) -> str | None:
        """Return the receipt of the use that this very request made, or None; uses nothing.

        Raises `redis.RedisError`.
        """
        if not request_key:
            return None
        state = cast("bytes | None", self._redis.get(_key(certificate_id)))
        if state is None or state == _LIVE:
            return None
        return _judge(state, verifier_id, _request_of(request_key)).receipt


def _judge(state: bytes, verifier_id: str, request: str) -> Use:
    first_verifier, first_request, first_receipt = state.decode().split(" ")
    is_own = first_verifier == verifier_id
    if is_own and first_request == request != _NO_REQUEST:
        return Use(UseResult.REPEATED_REQUEST, first_receipt, is_own)
    return Use(UseResult.USED_BEFORE, None, is_own)


def _request_of(request_key: str | None) -> str:
    return hashlib.sha256(request_key.encode()).hexdigest() if request_key else _NO_REQUEST


def _key(certificate_id: str) -> str:
    return f"certificate:{{{certificate_id}}}"
