"""The manner of Koha 18.12."""

from __future__ import annotations

from decimal import Decimal

from card_integration.simulator.sip2.counter import Counter
from card_integration.simulator.sip2.library import Patron
from card_integration.simulator.sip2.wire import Request, fields

_DEBT_LIMIT_FEN = 500
_NO_FLAGS = " " * 14
_ADDRESS = "思明区某街1号 厦门"
_INVALID_CARD = "Invalid cardnumber"


class KohaCounter(Counter):
    """Writes names as given name and surname, lets lists run past their end, and lies about 25."""

    keeps_open_after_refusal = False
    repeats_digit_when_asked_again = False
    ends_what_it_repeats = True
    reads_split_messages = True
    checks_order_of_digits = False

    def status(self, request: Request) -> str:
        """Return a 98 that also claims message 25, which does nothing."""
        return f"98YYYYYN100005{self.now()}2.00" + fields(
            ("AO", self.setup.institution), ("BX", "YYYYYYYYYYYNYYYY")
        )

    def patron_status(self, request: Request) -> str:
        """Return a 24."""
        patron = self.library.find(request.get("AA"))
        if patron is None:
            return f"24{self._denied()}001{self.now()}{self._nobody(request)}"
        named = fields(
            ("AE", _name_of(patron)),
            ("AA", patron.card_number),
            ("BL", "Y"),
            ("CQ", self.pin_answer(patron, request)),
            *self._debt(patron),
            ("AF", self._message(patron, request)),
            ("AO", self.setup.institution),
        )
        return f"24{self._flags(patron)}001{self.now()}{named}"

    def patron_information(self, request: Request) -> str:
        """Return a 64, with name and address also for a wrong PIN."""
        patron = self.library.find(request.get("AA"))
        if patron is None:
            return f"64{self._denied()}001{self.now()}{'0000' * 6}{self._nobody(request)}"
        open_lines = [line for line in patron.lines if line.open_fen > 0]
        counts = (0, len(self.overdue(patron)), len(patron.loans), len(open_lines), 0, 0)
        named = fields(
            ("AO", self.setup.institution),
            ("AA", patron.card_number),
            ("AE", _name_of(patron)),
            ("BL", "Y"),
            ("CQ", self.pin_answer(patron, request)),
            *self._debt(patron),
            ("CC", "5"),
            *self._list(patron, request),
            ("BD", _ADDRESS),
            ("PC", "READER"),
            ("PI", "N" if patron.is_blocked else "Y"),
            ("AF", self._message(patron, request)),
        )
        count_digits = "".join(f"{count:04d}" for count in counts)
        return f"64{self._flags(patron)}001{self.now()}{count_digits}{named}"

    def enable(self, request: Request) -> str:
        """Return a 26 whose flags look cleared; nothing was changed."""
        patron = self.library.find(request.get("AA"))
        named = fields(
            ("AA", request.get("AA")),
            ("AE", _name_of(patron) if patron else ""),
            ("CQ", self.pin_answer(patron, request) if patron else None),
            ("BL", "Y" if patron else "N"),
            ("AF", "Enable feature not implemented."),
            ("AO", self.setup.institution),
        )
        return f"26{_NO_FLAGS}000{self.now()}{named}"

    def end_session(self, request: Request) -> str:
        """Return a 36."""
        named = fields(("AO", self.setup.institution), ("AA", request.get("AA")), ("AF", "Thank you !"))
        return f"36Y{self.now()}{named}"

    def _flags(self, patron: Patron) -> str:
        owes_too_much = patron.balance_fen() > _DEBT_LIMIT_FEN
        denied = "YYYY" if patron.is_blocked or owes_too_much else "    "
        return denied + " " * 6 + ("YY" if owes_too_much else "  ") + "  "

    def _denied(self) -> str:
        return "YYYY" + " " * 10

    def _debt(self, patron: Patron) -> list[tuple[str, str | None]]:
        """Return BV as Perl writes a number: `100`, `103.5`."""
        owed = Decimal(patron.balance_fen()) / 100
        return [("BV", str(owed))] if owed > 0 else []

    def _list(self, patron: Patron, request: Request) -> list[tuple[str, str | None]]:
        """Return the list asked for, filled up with blanks to the end of the range."""
        listed = self.listed(patron, request)
        last = request.get("BQ")
        if not listed or not last.isdigit():
            return listed
        name = listed[0][0]
        return listed + [(name, " ")] * (int(last) + 1 - len(listed))

    def _message(self, patron: Patron, request: Request) -> str:
        parts = ["Greetings from Koha. \n"]
        owed_fen = patron.balance_fen()
        if patron.is_blocked:
            parts.append("test block")
        if owed_fen:
            word = "owes" if owed_fen > 0 else "has credit of"
            parts.append(f"Patron {word} {abs(owed_fen) / 100:.2f}")
        if self.pin_answer(patron, request) == "N":
            parts.append("Invalid password")
        return " -- ".join(parts)

    def _nobody(self, request: Request) -> str:
        return fields(
            ("AO", self.setup.institution),
            ("AA", request.get("AA")),
            ("AE", ""),
            ("BL", "N"),
            ("AF", _INVALID_CARD),
        )


def _name_of(patron: Patron) -> str:
    """Return given name and surname: what Koha 18.12 sends as the personal name."""
    if "·" in patron.name:
        return patron.name
    return f"{patron.name[1:]} {patron.name[:1]}"
