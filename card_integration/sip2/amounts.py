"""Sums of money as SIP2 servers write them (`100`, `103.5`, `100.00`), and as fen."""

from __future__ import annotations

import re
from decimal import Decimal

from card_integration.sip2.message import Malformed

_YUAN = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2}0{0,6})?")


def fen_of(yuan: str) -> int:
    """Return a sum in fen; raises `Malformed` for what is no sum of whole fen."""
    text = yuan.strip()
    if not _YUAN.fullmatch(text):
        raise Malformed("no sum of money")
    return int(Decimal(text) * 100)


def yuan_of(fen: int) -> str:
    """Return a sum in yuan with two decimals, as it is sent."""
    return f"{fen // 100}.{fen % 100:02d}"
