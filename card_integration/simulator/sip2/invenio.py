"""The manner of invenio-sip2 1.0.0, with handlers as in the recording."""

from __future__ import annotations

from card_integration.simulator.sip2.counter import Counter
from card_integration.simulator.sip2.library import Patron
from card_integration.simulator.sip2.wire import Request, fields

_LIBRARY_NAME = "厦门市图书馆"


class InvenioCounter(Counter):
    """Pads numbers with blanks, leaves BL out, takes every piece that arrives for a whole message, and
    forgets the carriage return when it is asked to say something again."""

    keeps_open_after_refusal = True
    repeats_digit_when_asked_again = True
    ends_what_it_repeats = False
    reads_split_messages = False
    checks_order_of_digits = True

    def status(self, request: Request) -> str:
        """Return a 98 with blanks where digits are due."""
        named = fields(("AO", self.setup.institution), ("BX", "YNNNYYYYYYNNYNNN"), ("AM", _LIBRARY_NAME))
        return f"98YYYYYY 10 10{self.now()}2.00{named}"

    def patron_status(self, request: Request) -> str:
        """Return a 24."""
        patron = self.library.find(request.get("AA"))
        if patron is None:
            return f"24{' ' * 14}000{self.now()}{self._nobody(request)}"
        named = fields(
            ("AO", self.setup.institution),
            ("AA", patron.card_number),
            ("AE", patron.name),
            ("BV", f"{patron.balance_fen() / 100:.2f}"),
        )
        return f"24{self._flags(patron)}000{self.now()}{named}"

    def patron_information(self, request: Request) -> str:
        """Return a 64."""
        patron = self.library.find(request.get("AA"))
        if patron is None:
            return f"64{' ' * 14}000{self.now()}{'0000' * 6}{self._nobody(request)}"
        counts = (0, len(self.overdue(patron)), len(patron.loans), 0, 0, 0)
        named = fields(
            ("AO", self.setup.institution),
            ("AA", patron.card_number),
            ("AE", patron.name),
            *self.listed(patron, request),
            ("BH", "CNY"),
            ("BV", f"{patron.balance_fen() / 100:.2f}"),
            ("CQ", self.pin_answer(patron, request)),
        )
        count_digits = "".join(f"{count:04d}" for count in counts)
        return f"64{self._flags(patron)}000{self.now()}{count_digits}{named}"

    def enable(self, request: Request) -> str:
        """Return a 26 after lifting the block: this server does what it says."""
        patron = self.library.find(request.get("AA"))
        if patron is None:
            return f"26{' ' * 14}000{self.now()}{self._nobody(request)}"
        self.library.enable(patron)
        named = fields(
            ("AO", self.setup.institution),
            ("AA", patron.card_number),
            ("AE", patron.name),
            ("BL", "Y"),
            ("CQ", self.pin_answer(patron, request)),
        )
        return f"26{self._flags(patron)}000{self.now()}{named}"

    def payment_mark(self, mark: str) -> str:
        """Return the fixed part of a 38 in the order in which this server writes it."""
        return f"{self.now()}{mark}"

    def end_session(self, request: Request) -> str:
        """Return a 36."""
        return f"36Y{self.now()}" + fields(("AO", self.setup.institution), ("AA", request.get("AA")))

    def _flags(self, patron: Patron) -> str:
        denied = "Y" if patron.is_blocked else " "
        return denied + " " * 10 + ("Y" if patron.balance_fen() > 0 else " ") + "  "

    def _nobody(self, request: Request) -> str:
        return fields(("AO", self.setup.institution), ("AA", request.get("AA")), ("AE", ""), ("BL", "N"))
