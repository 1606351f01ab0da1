"""What both servers do alike: read a request, find the patron, and answer in text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.sip2.library import MOST_RENEWALS, Library, Loan, Patron
from card_integration.simulator.sip2.wire import Request, fields

LISTS = ("AS", "AT", "AU", "AV")  # holds, overdue, charged, fines: by the place of the Y in a 63
_RENEWAL_DAYS = 30
_CITY_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Setup:
    """How this server is set up: who may log in, what it calls itself, and how it writes."""

    user: str
    password: str = field(repr=False)
    institution: str
    encoding: str
    fee_line: str


class Counter(ABC):
    """Answers requests of whoever is logged in; the manners differ in what they write."""

    keeps_open_after_refusal: bool
    repeats_digit_when_asked_again: bool
    ends_what_it_repeats: bool
    reads_split_messages: bool
    checks_order_of_digits: bool
    writeoff_type = "06"

    def __init__(self, library: Library, setup: Setup, clock: ShiftedClock) -> None:
        self.library = library
        self.setup = setup
        self._clock = clock
        self._answers: dict[str, Callable[[Request], str]] = {
            "99": self.status,
            "23": self.patron_status,
            "63": self.patron_information,
            "25": self.enable,
            "37": self.fee_paid,
            "17": self.item,
            "29": self.renew,
            "35": self.end_session,
        }

    def accepts(self, login: Request) -> bool:
        """Tell whether a 93 names our client."""
        return (login.get("CN"), login.get("CO")) == (self.setup.user, self.setup.password)

    def answer(self, request: Request) -> str:
        """Return the text of the answer to a request, and do what it asks."""
        with self.library.lock:
            return self._answers[request.code](request)

    @abstractmethod
    def status(self, request: Request) -> str:
        """Return a 98."""

    @abstractmethod
    def patron_status(self, request: Request) -> str:
        """Return a 24."""

    @abstractmethod
    def patron_information(self, request: Request) -> str:
        """Return a 64."""

    @abstractmethod
    def enable(self, request: Request) -> str:
        """Return a 26."""

    @abstractmethod
    def end_session(self, request: Request) -> str:
        """Return a 36."""

    def fee_paid(self, request: Request) -> str:
        """Return a 38 after taking the sum off the account, or not."""
        patron = self.library.find(request.get("AA"))
        kind = "written_off" if request.fixed[20:22] == self.writeoff_type else "paid"
        amount_fen = int(Decimal(request.get("BV")) * 100)
        is_done = patron is not None and self.library.pay(
            patron, amount_fen, request.get("CG"), kind, request.get("BK")
        )
        return self.fee_paid_text(request, is_done=is_done)

    def fee_paid_text(self, request: Request, *, is_done: bool) -> str:
        """Return a 38 that says so, whatever was done."""
        echoed = fields(
            ("AO", self.setup.institution), ("AA", request.get("AA")), ("BK", request.get("BK") or None)
        )
        return f"38{self.payment_mark('Y' if is_done else 'N')}{echoed}"

    def payment_mark(self, mark: str) -> str:
        """Return the fixed part of a 38."""
        return f"{mark}{self.now()}"

    def item(self, request: Request) -> str:
        """Return an 18: out with a date, or unknown."""
        for patron in self.library.patrons():
            for loan in patron.loans:
                if loan.item == request.get("AB"):
                    named = fields(("AH", _due(loan.due_on)), ("AB", loan.item), ("AJ", loan.title))
                    return f"18040001{self.now()}{named}"
        return f"18010001{self.now()}" + fields(("AB", request.get("AB")), ("AJ", ""))

    def renew(self, request: Request) -> str:
        """Return a 30."""
        patron, item = self.library.find(request.get("AA")), request.get("AB")
        loan = next((one for one in patron.loans if one.item == item), None) if patron else None
        remark = self._why_not_renewed(patron, loan)
        is_done = remark is None
        if patron and loan and is_done:
            self.library.renew(patron, loan, _RENEWAL_DAYS)
        named = fields(
            ("AO", self.setup.institution),
            ("AA", request.get("AA")),
            ("AB", item),
            ("AJ", loan.title if loan else ""),
            ("AH", _due(loan.due_on) if loan else ""),
            ("AF", remark),
        )
        return f"30{'1YUN' if is_done else '0NUN'}{self.now()}{named}"

    def _why_not_renewed(self, patron: Patron | None, loan: Loan | None) -> str | None:
        """Return the remark, in Koha's words, with which a renewal is refused; None where it is done."""
        if patron is None or loan is None:
            return "Item not checked out to patron"
        if patron.is_blocked:
            return "Patron blocked"
        if loan.renewals >= MOST_RENEWALS:
            return "Item has reached maximum renewals"
        return "Item unavailable due to outstanding holds" if loan.is_reserved else None

    def listed(self, patron: Patron, request: Request) -> list[tuple[str, str | None]]:
        """Return the one list that a 63 asks for."""
        place = request.fixed[21:31].find("Y")
        if not 0 <= place < len(LISTS):
            return []
        entries = {
            "AS": [],
            "AT": self.overdue(patron),
            "AU": [loan.item for loan in patron.loans],
            "AV": [
                self.setup.fee_line.format(
                    number=line.number, text=line.text, amount=f"{line.open_fen / 100:.2f}"
                )
                for line in patron.lines
                if line.open_fen > 0
            ],
        }
        return [(LISTS[place], entry) for entry in entries[LISTS[place]]]

    def overdue(self, patron: Patron) -> list[str]:
        """Return the books that are late."""
        return [loan.item for loan in patron.loans if loan.due_on < self.library.today()]

    def pin_answer(self, patron: Patron, request: Request) -> str | None:
        """Return CQ, which is there only where a PIN was sent."""
        if "AD" not in request.fields:
            return None
        return "Y" if request.get("AD") == patron.pin else "N"

    def now(self) -> str:
        """Return the server's time as SIP2 writes it."""
        return _sip_time(self._clock.now().astimezone(_CITY_ZONE))


def _sip_time(moment: datetime) -> str:
    return moment.strftime("%Y%m%d    %H%M%S")


def _due(due_on: date) -> str:
    return due_on.strftime("%Y%m%d    235900")
