"""The messages that we send, each as real servers took it; the session numbers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from backend.platform.clock import CITY_ZONE
from card_integration.sip2.amounts import yuan_of
from card_integration.sip2.message import Message

ENGLISH = "001"  # the language of the servers' own remarks, which nobody is shown
_OTHER_FEE = "01"
_NO_DUE_DATE = " " * 18


class Summary(IntEnum):
    """The lists that message 63 can ask for, one at a time, by their place in its fixed part."""

    OVERDUE = 1
    CHARGED = 2
    FINES = 3


@dataclass(frozen=True)
class PatronAt:
    """A patron of one institution: whom most messages are about."""

    institution: str
    card_number: str

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Return the fields that name the patron; the terminal has no password of its own, the patron's
        stays with the patron."""
        return ("AO", self.institution), ("AA", self.card_number), ("AC", "")


def login(user: str, password: str, location: str) -> Message:
    """Return 93: log in, with neither name nor password scrambled (TLS protects them)."""
    return Message("93", "00", (("CN", user), ("CO", password), ("CP", location)))


def status() -> Message:
    """Return 99: we are well, print 80 characters a line, and speak 2.00."""
    return Message("99", "00802.00")


def resend() -> Message:
    """Return 97: send your last answer again. It carries no sequence digit."""
    return Message("97")


def patron_status(patron: PatronAt, now: datetime) -> Message:
    """Return 23: how does this patron stand, in short?"""
    return Message("23", ENGLISH + sip_time(now), patron.fields())


def patron_information(patron: PatronAt, now: datetime, summary: Summary | None = None) -> Message:
    """Return 63: how does this patron stand, with counts and with one list or none?"""
    places = "".join("Y" if place == summary else " " for place in range(10))
    return Message("63", ENGLISH + sip_time(now) + places, patron.fields())


def fee_paid(
    patron: PatronAt, now: datetime, *, payment_type: str, amount_fen: int, fee: str, transaction: str
) -> Message:
    """Return 37: take this sum off the account line `fee`; what that means, the payment type says."""
    fixed = sip_time(now) + _OTHER_FEE + payment_type + "CNY"
    marks = (("CG", fee), ("BK", transaction))
    return Message("37", fixed, (("BV", yuan_of(amount_fen)), *patron.fields(), *marks))


def item_information(institution: str, item: str, now: datetime) -> Message:
    """Return 17: what is this item?"""
    return Message("17", sip_time(now), (("AO", institution), ("AB", item), ("AC", "")))


def renew(patron: PatronAt, item: str, now: datetime) -> Message:
    """Return 29: renew this loan, by the patron and not by a third party, for as long as the rules give."""
    return Message("29", "NN" + sip_time(now) + _NO_DUE_DATE, (*patron.fields(), ("AB", item)))


def end_session(patron: PatronAt, now: datetime) -> Message:
    """Return 35: we are done with this patron."""
    return Message("35", sip_time(now), patron.fields())


def sip_time(moment: datetime) -> str:
    """Return a moment in the city's time; the four blanks of the zone say that it is local."""
    return f"{moment.astimezone(CITY_ZONE):%Y%m%d    %H%M%S}"
