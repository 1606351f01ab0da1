"""What a QR credit certificate says: only what the citizen ticked, for whom, and until when."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

LISTS = range(1 << 16)
POSITIONS = range(1 << 20)
"""Numbers of status lists, and of the places in one: more than a city of millions prints in a week."""

_ID_BYTES = 12
_NONCE_BYTES = range(8, 17)
_MAX_CODE = 23
_MAX_TEXT_BYTES = 64
_ID_TEXT = re.compile(r"crt_([0-9a-f]{24})")
_MATCH_CODE = re.compile(r"[0-9]{3}[0-9X]")


class Kind(IntEnum):
    """How a certificate is shown: on a screen, on paper, or to the one merchant that asked."""

    DYNAMIC = 1
    PRINTED = 2
    ADDRESSED = 3


@dataclass(frozen=True, slots=True)
class Claims:
    """The closed list of what a certificate can disclose; None means that the citizen did not tick it.

    `level` and `perk` are codes of the published policy, from 0 (perk: 1) to 23, which take one byte. `perk`
    says of one perk whether the citizen is eligible; `match_code` is the end of the ID number.
    """

    level: int | None = None
    no_adverse: bool | None = None
    perk: tuple[int, bool] | None = None
    masked_name: str | None = None
    match_code: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a value outside its range, above all a name that is not masked."""
        if self.level is not None and not _is_code(self.level, lowest=0):
            raise ValueError("level is a code from 0 to 23")
        if self.no_adverse is not None and type(self.no_adverse) is not bool:
            raise ValueError("no_adverse is yes or no")
        if self.perk is not None and not _is_perk(self.perk):
            raise ValueError("perk is a code from 1 to 23, and yes or no")
        if self.masked_name is not None and not _is_masked(self.masked_name):
            raise ValueError("masked_name is a short text with the hidden part written as *")
        if self.match_code is not None and not _MATCH_CODE.fullmatch(self.match_code):
            raise ValueError("match_code is the last four characters of an ID number")


class StatusEntry(NamedTuple):
    """Where it stands whether a printed certificate is revoked: the list's number, the place in it."""

    list_number: int
    position: int


@dataclass(frozen=True, slots=True)
class CertificateContent:
    """A certificate before it is signed, or after its signature was found good.

    `certificate_id` is what single use and revocation go by. `expires_at` counts in whole seconds: the token
    leaves a fraction out. A printed one has a `status`, an addressed one an audience and its `nonce`.
    """

    certificate_id: bytes
    kind: Kind
    expires_at: datetime
    audience: str | None
    claims: Claims
    nonce: bytes | None = None
    status: StatusEntry | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a value outside its range, or for what a kind lacks or must not have."""
        if type(self.certificate_id) is not bytes or len(self.certificate_id) != _ID_BYTES:
            raise ValueError(f"certificate_id has {_ID_BYTES} bytes")
        if self.expires_at.tzinfo is None:
            raise ValueError("expires_at is aware")
        if self.audience is not None and not _is_text(self.audience):
            raise ValueError("audience is a short text")
        if (self.kind is Kind.ADDRESSED) != (self.nonce is not None):
            raise ValueError("an addressed certificate has a nonce, and no other has")
        if self.nonce is not None and (not _is_nonce(self.nonce) or self.audience is None):
            raise ValueError("a nonce has 8 to 16 bytes and comes from an audience")
        if (self.kind is Kind.PRINTED) != (self.status is not None):
            raise ValueError("a printed certificate has a status, and no other has")
        if self.status is not None and not _is_entry(self.status):
            raise ValueError("a status names a list and a position")


def new_certificate_id() -> bytes:
    """Return a fresh random id of 96 bits."""
    return secrets.token_bytes(_ID_BYTES)


def id_to_text(certificate_id: bytes) -> str:
    """Return the id as the API writes it: `crt_` and 24 hex digits."""
    return f"crt_{certificate_id.hex()}"


def id_from_text(text: str) -> bytes:
    """Return the id that `text` names; raises ValueError for any other text."""
    found = _ID_TEXT.fullmatch(text)
    if found is None:
        raise ValueError("a certificate's id is crt_ and 24 hex digits")
    return bytes.fromhex(found[1])


def _is_code(value: object, *, lowest: int) -> bool:
    return type(value) is int and lowest <= value <= _MAX_CODE


def _is_perk(perk: tuple[int, bool]) -> bool:
    return _is_code(perk[0], lowest=1) and type(perk[1]) is bool


def _is_masked(name: str) -> bool:
    return _is_text(name) and "*" in name


def _is_nonce(nonce: object) -> bool:
    return type(nonce) is bytes and len(nonce) in _NONCE_BYTES


def _is_entry(entry: StatusEntry) -> bool:
    is_whole = type(entry.list_number) is type(entry.position) is int
    return is_whole and entry.list_number in LISTS and entry.position in POSITIONS


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= _MAX_TEXT_BYTES
