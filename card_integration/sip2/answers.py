"""What else servers answer: status, payments, items, renewals, the end of a session."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from card_integration.sip2.message import Malformed, Message

# The messages whose support field BX tells, by their place in it.
_TOLD_BY_BX = ("23", "11", "09", "01", "99", "97", "93", "63", "35", "37", "17", "19", "25", "15", "29", "65")
# SIP2 leaves the form of a due date open; these begin with the day, and say it so that it cannot be mistaken.
_DAY_FIRST = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})(?![0-9])")
_TIMEOUT, _RETRIES = slice(6, 9), slice(9, 12)


@dataclass(frozen=True)
class ServerStatus:
    """A server's account of itself (98); a Y for a message is a claim, an N can be relied on."""

    is_online: bool
    denied: frozenset[str]
    timeout_tenths: int | None
    retries: int | None


@dataclass(frozen=True)
class Payment:
    """What a server says about a payment (38); only a later look at the account shows whether it is so."""

    is_accepted: bool
    transaction: str | None


@dataclass(frozen=True)
class Item:
    """A book on the shelf or out (18); `due_on` is None where no date is told, or no clear one."""

    circulation_status: str
    title: str = field(repr=False)
    due_on: date | None


@dataclass(frozen=True)
class Renewal:
    """Whether a loan was renewed (30), until when if that is told, and what the server remarks (AF)."""

    is_renewed: bool
    due_on: date | None
    said: str = field(repr=False)


def is_logged_in(answer: Message) -> bool:
    """Tell whether a 94 accepts the login."""
    return answer.fixed == "1"


def server_status_in(answer: Message) -> ServerStatus:
    """Return the status of a 98; raises `Malformed`. A message that BX says nothing about is not denied."""
    told = answer.value("BX") or ""
    return ServerStatus(
        is_online=answer.fixed[0] == "Y",
        denied=frozenset(code for code, mark in zip(_TOLD_BY_BX, told, strict=False) if mark == "N"),
        timeout_tenths=_padded_number(answer.fixed[_TIMEOUT]),
        retries=_padded_number(answer.fixed[_RETRIES]),
    )


def payment_in(answer: Message) -> Payment:
    """Return what a 38 says; invenio-sip2 writes the mark behind the date instead of before it."""
    mark = answer.fixed[0] if answer.fixed[0] in "YN" else answer.fixed[-1]
    return Payment(mark == "Y", answer.value("BK") or None)


def item_in(answer: Message) -> Item:
    """Return the item of an 18."""
    return Item(answer.fixed[:2], answer.value("AJ") or "", _due_on_in(answer))


def renewal_in(answer: Message) -> Renewal:
    """Return what a 30 says; its first mark is 1 for yes and 0 for no."""
    return Renewal(answer.fixed[0] == "1", _due_on_in(answer), " ".join(answer.values("AF")))


def is_session_ended(answer: Message) -> bool:
    """Tell whether a 36 confirms the end."""
    return answer.fixed[0] == "Y"


def _due_on_in(answer: Message) -> date | None:
    found = _DAY_FIRST.match((answer.value("AH") or "").strip())
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def _padded_number(digits: str) -> int | None:
    """Return a number that invenio-sip2 fills up with blanks, others with zeros; None for blanks alone."""
    text = digits.strip()
    if text and not (text.isascii() and text.isdigit()):
        raise Malformed("no number")
    return int(text) if text else None
