"""How an entry becomes a digest, and digests a chain; pure.

Every digest is an HMAC-SHA256 under the key of the blind index, so that neither an entry nor a seal can be
made by somebody who has the database alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from backend.platform.field_encryption import BlindIndex

NOTHING_BEFORE = bytes(32)
"""What the first seal names as the hash of the seal before it."""


@dataclass(frozen=True, slots=True)
class SealFacts:
    """Everything that a seal says, its own hash left out."""

    number: int
    sealed_at: datetime
    whole_before: datetime | None
    count: int
    root: bytes
    previous: bytes


class ChainKey:
    """Makes the digests of entries and the hashes of seals."""

    def __init__(self, blind_index: BlindIndex) -> None:
        self._blind_index = blind_index

    def of_entry(self, log: str, entry: Mapping[str, Any]) -> bytes:
        """Return the digest of an entry: a column name to its value, as the database gives it."""
        return self._blind_index.of(f"audit entry/{log}", canonical_text(entry))

    def of_seal(self, facts: SealFacts) -> bytes:
        """Return the hash of a seal."""
        said = {name: getattr(facts, name) for name in SealFacts.__slots__}
        return self._blind_index.of("audit seal", canonical_text(said))


def root_of(digests: Iterable[bytes]) -> bytes:
    """Return the SHA-256 of digests of 32 bytes each, in their order."""
    whole = hashlib.sha256()
    for digest in digests:
        whole.update(digest)
    return whole.digest()


def canonical_text(entry: Mapping[str, Any]) -> str:
    """Return the one text of these values, whatever order and database they come from.

    What is None is left out: a column that is added later, and empty in old rows, changes no old digest.
    """
    said = {name: _plain(value) for name, value in entry.items() if value is not None}
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value
