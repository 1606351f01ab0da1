"""Token Status List (IETF draft-ietf-oauth-status-list, JWT form): which printed certificates are revoked.

A verifier fetches a whole list and so tells nobody which certificate it looks at.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .content import POSITIONS
from .envelope import is_signed
from .key_set import Keys, from_base64url

TYPE = "statuslist+jwt"
STATUS_LIST_PATH = "/.well-known/status-list/"
_BITS = (1, 2, 4, 8)
_MOST_BYTES = len(POSITIONS)
_SIGNATURE_BYTES = 64
_PART = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list whose signature was found good; over at `expires_at`, to be fetched anew after `ttl_seconds`."""

    uri: str
    bits: int
    statuses: bytes
    issued_at: datetime
    expires_at: datetime | None
    ttl_seconds: int | None

    @property
    def number(self) -> int | None:
        """Return the list's number, if its address is one of ours."""
        number = self.uri.rpartition(STATUS_LIST_PATH)[2]
        return int(number) if number.isascii() and number.isdecimal() else None

    def status_at(self, position: int) -> int:
        """Return the status at a position, 0 for valid (section 7.1); raises IndexError beyond the end."""
        if position < 0:
            raise IndexError(position)
        byte, shift = divmod(position * self.bits, 8)
        return self.statuses[byte] >> shift & ((1 << self.bits) - 1)

    def is_over(self, now: datetime) -> bool:
        """Tell whether nothing can be concluded from the list any more."""
        return self.expires_at is not None and now >= self.expires_at


def compress(revoked: Iterable[int]) -> str:
    """Return `lst` of a list of one bit in which these positions are 1 (section 4.1)."""
    statuses = bytearray(len(POSITIONS) // 8)
    for position in revoked:
        statuses[position // 8] |= 1 << position % 8
    return urlsafe_b64encode(zlib.compress(statuses, 9)).rstrip(b"=").decode()


def expand(lst: str) -> bytes:
    """Return the statuses in `lst`; raises ValueError for no zlib stream, or for one of too many bytes."""
    inflating = zlib.decompressobj()
    try:
        statuses = inflating.decompress(from_base64url(lst), _MOST_BYTES + 1)
    except zlib.error as error:
        raise ValueError("not a zlib stream") from error
    if len(statuses) > _MOST_BYTES or not inflating.eof or inflating.unused_data:
        raise ValueError("a zlib stream that is cut off, goes on, or is too long")
    return statuses


def read_status_list(token: str, keys: Keys) -> StatusList:
    """Return a Status List Token's list (section 5.1); raises ValueError for one not signed by these keys.

    Whether it is over is asked of the list: what was fetched in time may be kept.
    """
    try:
        return _read(token, keys)
    except (LookupError, TypeError, AttributeError, OSError, OverflowError, RecursionError) as error:
        raise ValueError("not a Status List Token") from error


def _read(token: str, keys: Keys) -> StatusList:
    parts = token.split(".")
    if len(parts) != 3 or not all(map(_PART.fullmatch, parts)):
        raise ValueError("not three parts of base64url")
    header, signature = json.loads(from_base64url(parts[0])), from_base64url(parts[2])
    key = keys.get(header["kid"])
    if (header["typ"], header["alg"]) != (TYPE, "ES256") or key is None or len(signature) != _SIGNATURE_BYTES:
        raise ValueError("not ES256 under one of the keys, or not a status list")
    half = _SIGNATURE_BYTES // 2
    if not is_signed(key, signature[:half], signature[half:], f"{parts[0]}.{parts[1]}".encode()):
        raise ValueError("the signature is not the key's")
    return _list_of(json.loads(from_base64url(parts[1])))


def _list_of(claims: dict[str, Any]) -> StatusList:
    listed, exp, ttl = claims["status_list"], claims.get("exp"), claims.get("ttl")
    uri, bits = claims["sub"], listed["bits"]
    if (
        type(uri) is not str
        or bits not in _BITS
        or type(bits) is not int
        or type(ttl) not in (int, type(None))
    ):
        raise ValueError("sub is an address, bits is 1, 2, 4 or 8, ttl a number of seconds")
    return StatusList(
        uri,
        bits,
        expand(listed["lst"]),
        datetime.fromtimestamp(claims["iat"], UTC),
        None if exp is None else datetime.fromtimestamp(exp, UTC),
        ttl,
    )
