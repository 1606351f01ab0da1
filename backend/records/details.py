"""The details of a record, encrypted at rest: what the decision says, by the keys of delivered fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from backend.platform.field_encryption import FieldCipher

SUBJECT_NAME = "subject_name"
"""The key of the name that the department wrote, which stands among the details."""


def seal_details(cipher: FieldCipher, record_id: str, details: Mapping[str, str | int]) -> bytes:
    """Encrypt the details for this record alone; days are ISO 8601, amounts whole fen."""
    return cipher.encrypt(orjson.dumps(details).decode(), details_context(record_id))


def open_details(cipher: FieldCipher, record_id: str, details_encrypted: bytes | None) -> dict[str, Any]:
    """Return the details again, none where none were delivered; raises `CannotDecrypt`."""
    if details_encrypted is None:
        return {}
    details: dict[str, Any] = orjson.loads(cipher.decrypt(details_encrypted, details_context(record_id)))
    return details


def details_context(record_id: str) -> str:
    """Return the place for which details are encrypted, those of former versions too."""
    return f"credit_record.details/{record_id}"
