"""A Koha that lets us write the deposit off, as a library's set-up and ours describe it."""

from __future__ import annotations

import re

from card_integration.sip2.deposit import DepositWaiver
from tests.contract.sip2.processes import SimulatedLibrary

FEE_LINE = re.compile(r"(?P<line>\d+) (?P<text>.+) (?P<amount>\d+\.\d\d)")
WAIVER = DepositWaiver("06", FEE_LINE, "借书押金", disallow_overpayment=True)
WRITTEN_OFF = ("line.written_off", 10_000)


def written_off(library: SimulatedLibrary, card_number: str) -> list[tuple[str, int]]:
    """Return what happened to an account, the charges left out."""
    return [effect for effect in library.effects(card_number) if effect[0] != "line.charged"]


def balance_fen(library: SimulatedLibrary, card_number: str) -> int:
    balance: int = library.get(f"/desk/readers/{card_number}")["balance_fen"]
    return balance
