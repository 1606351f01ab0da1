"""Reads the Retry-After header (RFC 9110 section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_SECONDS = 3600


def retry_after_seconds(header: str | None, now: datetime) -> int | None:
    """Return the seconds to wait, from 1 to an hour; None without a header that can be read.

    The header holds seconds or an HTTP date.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return _bounded(int(text[:9]))
    try:
        moment = parsedate_to_datetime(text)
    # The last one of a year or an offset that no computer counts to.
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _bounded(round((moment - now).total_seconds()))


def _bounded(seconds: int) -> int:
    return min(max(seconds, 1), LONGEST_SECONDS)
