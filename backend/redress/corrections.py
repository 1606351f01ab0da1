"""What a decision corrects in a record, and what it says: sealed together in the step that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from backend.platform.errors import Invalid
from backend.platform.field_encryption import FieldCipher

LONGEST_WORDS = 2000
_LONGEST_TITLE = 200
_FIELDS = ("title", "decided_on", "valid_until", "duty_fulfilled_on")


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is right where a record is wrong; None leaves a field as it is.

    `details` are those of the decision, by their keys: only what the record has can be corrected.
    """

    title: str | None = None
    decided_on: date | None = None
    valid_until: date | None = None
    duty_fulfilled_on: date | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Tell whether there is a correction at all."""
        return bool(self.values() or self.details)

    def values(self) -> dict[str, Any]:
        """Return the fields that change, the details apart."""
        given = {name: getattr(self, name) for name in _FIELDS}
        return {name: value for name, value in given.items() if value is not None}

    def require_sound(self) -> None:
        """Pass corrections that can be stored; raises `Invalid`."""
        if self.title is not None and not 1 <= len(self.title.strip()) <= _LONGEST_TITLE:
            raise Invalid(
                "title-length",
                zh=f"标题应为 1 到 {_LONGEST_TITLE} 个字。",
                en=f"A title has 1 to {_LONGEST_TITLE} characters.",
            )


@dataclass(frozen=True, slots=True)
class Content:
    """The words of a step and what it corrects."""

    words: str = ""
    corrections: Corrections | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to keep."""
        return not self.words and self.corrections is None


def seal_content(cipher: FieldCipher, content: Content, case_id: str, version: int) -> bytes:
    """Encrypt for this step alone."""
    given = content.corrections
    corrections = {**given.values(), "details": dict(given.details)} if given else None
    text = orjson.dumps({"words": content.words, "corrections": corrections}).decode()
    return cipher.encrypt(text, _context(case_id, version))


def open_content(cipher: FieldCipher, sealed: bytes | None, case_id: str, version: int) -> Content:
    """Return the content again; raises `CannotDecrypt`."""
    if sealed is None:
        return Content()
    kept = orjson.loads(cipher.decrypt(sealed, _context(case_id, version)))
    if kept["corrections"] is None:
        return Content(kept["words"])
    values: dict[str, Any] = {
        name: value if name in ("title", "details") else date.fromisoformat(value)
        for name, value in kept["corrections"].items()
    }
    return Content(kept["words"], Corrections(**values))


def require_short(words: str) -> None:
    """Pass words of at most 2,000 characters; raises `Invalid`."""
    if len(words) > LONGEST_WORDS:
        raise Invalid(
            "words-too-long",
            zh=f"说明请控制在 {LONGEST_WORDS} 字以内。",
            en=f"Please use at most {LONGEST_WORDS} characters.",
        )


def _context(case_id: str, version: int) -> str:
    return f"redress_step.content/{case_id}/{version}"
