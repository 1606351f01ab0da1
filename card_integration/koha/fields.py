"""Takes fields of Koha's answers for what they must be; each raises `TypeError` for anything else."""

from __future__ import annotations

from typing import Any


def as_object(value: object) -> dict[str, Any]:
    """Return a JSON object."""
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def as_number(value: object) -> int:
    """Return a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def as_text(value: object) -> str:
    """Return a text; no database keeps a NUL."""
    if not isinstance(value, str) or "\0" in value:
        raise TypeError("no text")
    return value


def as_optional_text(value: object) -> str | None:
    """Return a text, or None for null."""
    return None if value is None else as_text(value)


def as_truth(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value
