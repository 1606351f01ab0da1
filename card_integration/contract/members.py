"""Reading the members of an operator's answer strictly: whatever is not as the contract writes it raises.

Each function raises one of `MALFORMED`; the caller turns that into an outcome once.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from backend.platform.clock import CITY_ZONE

Json = dict[str, Any]
MALFORMED = (ValueError, KeyError, TypeError, OverflowError)
_LARGEST_WHOLE_NUMBER = 2**53 - 1  # RFC 7493: what every JSON reader keeps exactly
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def text_member(body: Json, name: str) -> str:
    """Return a member that must be a text."""
    value = body[name]
    # No database keeps a NUL.
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{name} is no text")
    return value


def whole_number_member(body: Json, name: str) -> int:
    """Return a member that must be a whole number."""
    value = body[name]
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_WHOLE_NUMBER:
        raise TypeError(f"{name} is no whole number")
    return value


def moment_member(body: Json, name: str) -> datetime:
    """Return a member that must be a time with an offset, in UTC; also the city's clock must know it."""
    moment = datetime.fromisoformat(text_member(body, name))
    if moment.tzinfo is None:
        raise ValueError(f"{name} lacks an offset")
    return moment.astimezone(CITY_ZONE).astimezone(UTC)


def day_member(body: Json, name: str) -> date:
    """Return a member that must be a calendar date."""
    day = text_member(body, name)
    if not _DAY.fullmatch(day):
        raise ValueError(f"{name} is no date")
    return date.fromisoformat(day)


def fen_member(body: Json, name: str) -> int:
    """Return a member that must be an amount in yuan, in fen and not below zero."""
    money = object_member(body, name)
    amount_fen = whole_number_member(money, "amount")
    if money["currency"] != "CNY" or amount_fen < 0:
        raise ValueError(f"{name} is no amount in yuan")
    return amount_fen


def flag_member(body: Json, name: str) -> bool:
    """Return a member that must be true or false."""
    value = body[name]
    if not isinstance(value, bool):
        raise TypeError(f"{name} is neither true nor false")
    return value


def object_member(body: Json, name: str) -> Json:
    """Return a member that must be an object."""
    return as_object(body[name])


def list_member(body: Json, name: str, longest: int) -> list[Any]:
    """Return a member that must be a list of at most `longest` entries."""
    value = body[name]
    if not isinstance(value, list) or len(value) > longest:
        raise TypeError(f"{name} is no list, or too long a one")
    return value


def as_object(value: Any) -> Json:
    """Return what must be an object."""
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def is_told(body: Json, name: str) -> bool:
    """Tell whether an optional member is there; null counts as absent."""
    return body.get(name) is not None
