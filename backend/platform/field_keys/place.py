"""What the change of field keys asks of each place where something is encrypted under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from backend.platform.field_encryption import CannotDecrypt, FieldCipher, UnknownKey

NO_KEY = ""
"""In counts: bytes that name no key, and so are no ciphertext of ours."""

Counts = Mapping[str, int]
"""The id of a key to how many values are under it."""


class Kind(StrEnum):
    """What may happen to the values of a place."""

    REWRITTEN = "rewritten"
    """They are encrypted anew under the current key."""
    PASSES = "passes"
    """They are gone when the work that put them there is done."""


@dataclass(frozen=True)
class Damaged:
    """A value that its key does not open, by its place and primary key."""

    place: str
    key: str
    why: str


@dataclass(frozen=True)
class Batch:
    """What became of some values; the next batch begins `after` the last of them, or there is none.

    `unknown` counts those whose key is not in the ring.
    """

    rewritten: int = 0
    unknown: int = 0
    damaged: Sequence[Damaged] = ()
    after: tuple[Any, ...] | None = None


class Place(Protocol):
    """A column, or a store of files."""

    @property
    def name(self) -> str:
        """Return how people call it: table and column."""
        ...

    @property
    def kind(self) -> Kind:
        """Return what may happen to its values."""
        ...

    def count(self, percent: float) -> Counts:
        """Count by key; of less than 100 percent from a sample, extrapolated. Nothing is decrypted."""
        ...

    def reencrypt(self, cipher: FieldCipher, after: tuple[Any, ...] | None, size: int) -> Batch:
        """Bring up to `size` values under the current key that are not, in a transaction of their own."""
        ...


@dataclass(frozen=True)
class Opened:
    """A value under the current key, or why it could not be brought there."""

    sealed: bytes | None
    is_unknown: bool = False
    why: str = ""


def seal_anew(cipher: FieldCipher, stored: bytes, context: str) -> Opened:
    """Return the value under the current key of the ring."""
    try:
        return Opened(cipher.encrypt_bytes(cipher.decrypt_bytes(stored, context), context))
    except UnknownKey as error:
        return Opened(None, is_unknown=True, why=str(error))
    except CannotDecrypt as error:
        return Opened(None, why=str(error))
