"""What people write into cells, read: dates, amounts, text; every function is given the cell's text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_FEN_PER_WAN_YUAN = 1_000_000
_LARGEST_AMOUNT = Decimal(10_000_000_000)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})日)"
)
# A spreadsheet writes a midnight after a date of its own.
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?\Z")
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
# Anywhere else a comma may stand for a decimal point, and what it means would be a guess.
_THOUSANDS_APART = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")

LONG_TERM = date(2099, 12, 31)
"""What 双公示 writes where an end is meant to be open."""


@lru_cache(maxsize=65536)
def parse_day(text: str) -> date | None:
    """Return the day, written as 2026-01-31, 2026/1/31, 20260131 or 2026年1月31日; None if it is none."""
    found = _DAY.fullmatch(_MIDNIGHT.sub("", text.translate(_FULL_WIDTH)))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None


def parse_amount_fen(text: str) -> int | None:
    """Return in fen an amount that is written in 万元, exactly; None if it is not one to the fen."""
    written = text.translate(_FULL_WIDTH)
    try:
        wan_yuan = Decimal(written.replace(",", "") if _THOUSANDS_APART.fullmatch(written) else written)
    except InvalidOperation:
        return None
    if not wan_yuan.is_finite() or not 0 <= wan_yuan <= _LARGEST_AMOUNT:
        return None
    fen = wan_yuan * _FEN_PER_WAN_YUAN
    return int(fen) if fen == fen.to_integral_value() else None


def has_unreadable(text: str) -> bool:
    """Tell whether the text holds a control character; a line break inside a cell is none."""
    return _CONTROL.search(text) is not None
