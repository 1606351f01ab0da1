"""The library behind the wire: patrons, loans and accounts, and a ledger of every effect."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from card_integration.simulator.clock import ShiftedClock

DEPOSIT_TEXT = "借书押金"
DEPOSIT_FEN = 10_000
MOST_RENEWALS = 2
_CITY_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Line:
    """A line of an account: what is still open of it, below zero for a credit."""

    number: int
    text: str
    open_fen: int


@dataclass
class Loan:
    """A book that a patron has."""

    item: str
    title: str
    due_on: date
    is_reserved: bool = False
    renewals: int = 0


@dataclass
class Patron:
    """A patron as the library knows them."""

    card_number: str
    name: str = field(repr=False)
    pin: str = field(repr=False)
    is_blocked: bool = False
    lines: list[Line] = field(default_factory=list)
    loans: list[Loan] = field(default_factory=list)

    def balance_fen(self) -> int:
        """Return what the patron owes in all; below zero when the library owes them."""
        return sum(line.open_fen for line in self.lines)


class Library:
    """The library's books; whoever holds `lock` sees and changes them alone."""

    def __init__(self, city: Mapping[str, Any], clock: ShiftedClock) -> None:
        self.lock = threading.RLock()
        self._city = city
        self._clock = clock
        self.open_anew()

    def open_anew(self) -> None:
        """Begin again with the readers of the city file, each owing the deposit that was not paid."""
        self.disallow_overpayment = False
        self._patrons: dict[str, Patron] = {}
        self._effects: list[dict[str, Any]] = []
        self._last_line = 100
        for patron, has_paid in _patrons_of(self._city):
            self._patrons[patron.card_number] = patron
            if not has_paid:
                self.charge(patron, DEPOSIT_TEXT, DEPOSIT_FEN)

    def find(self, card_number: str) -> Patron | None:
        """Return the patron of a card."""
        return self._patrons.get(card_number)

    def patrons(self) -> list[Patron]:
        """Return every patron."""
        return list(self._patrons.values())

    def list_effects(self) -> list[dict[str, Any]]:
        """Return every effect that there ever was, in order."""
        return list(self._effects)

    def charge(self, patron: Patron, text: str, amount_fen: int) -> Line:
        """Write a debt, or a credit below zero, into a patron's account."""
        self._last_line += 1
        line = Line(self._last_line, text, amount_fen)
        patron.lines.append(line)
        self._record("line.charged", patron, line=line.number, amount_fen=amount_fen)
        return line

    def pay(self, patron: Patron, amount_fen: int, number: str, kind: str, transaction: str) -> bool:
        """Take a sum off: first off the line named, then off the oldest; the rest becomes a credit.

        The transaction is written down and otherwise ignored, so that the same one is booked again. False for
        an unknown line, and for more than is owed where that is disallowed.
        """
        if self.disallow_overpayment and patron.balance_fen() < amount_fen:
            return False
        named = [line for line in patron.lines if str(line.number) == number]
        if number and not named:
            return False
        for line in (*named, *patron.lines):
            taken_fen = min(max(line.open_fen, 0), amount_fen)
            if taken_fen:
                line.open_fen, amount_fen = line.open_fen - taken_fen, amount_fen - taken_fen
                self._record(
                    f"line.{kind}", patron, line=line.number, amount_fen=taken_fen, transaction=transaction
                )
        if amount_fen:
            self.charge(patron, "credit", -amount_fen)
        return True

    def lend(self, patron: Patron, item: str, title: str, days: int) -> Loan:
        """Lend a book for so many days, which may lie behind us."""
        loan = Loan(item, title, self.today() + timedelta(days=days))
        patron.loans.append(loan)
        self._record("loan.made", patron, item=item)
        return loan

    def renew(self, patron: Patron, loan: Loan, days: int) -> None:
        """Renew a loan for so many days more."""
        loan.due_on = max(self.today(), loan.due_on) + timedelta(days=days)
        loan.renewals += 1
        self._record("loan.renewed", patron, item=loan.item)

    def enable(self, patron: Patron) -> None:
        """Lift a block."""
        patron.is_blocked = False
        self._record("patron.enabled", patron)

    def today(self) -> date:
        """Return the library's date."""
        return self._clock.now().astimezone(_CITY_ZONE).date()

    def _record(self, effect: str, patron: Patron, **about: Any) -> None:
        entry = {"line": None, "amount_fen": None, "transaction": None, "item": None, **about}
        at = self._clock.now().isoformat()
        self._effects.append({"at": at, "effect": effect, "card_number": patron.card_number, **entry})


def _patrons_of(city: Mapping[str, Any]) -> list[tuple[Patron, bool]]:
    """Return the citizens of a city file who have a card, each with whether the deposit is paid."""
    found = []
    for citizen in city["citizens"]:
        if citizen.get("card_number"):
            known = citizen.get("library", {})
            patron = Patron(citizen["card_number"], citizen["name"], known.get("pin", "1234"))
            found.append((patron, known.get("deposit_fen", 0) > 0))
    return found
