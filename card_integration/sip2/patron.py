"""What a library tells about a patron: messages 24 and 64."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from card_integration.sip2.amounts import fen_of
from card_integration.sip2.message import Malformed, Message

_FLAGS, _COUNTS_FROM, _COUNT_LENGTH = 14, 35, 4
_CURRENCIES = (None, "", "CNY")


class PatronFlag(IntEnum):
    """The fourteen marks of the patron status, by their place."""

    CHARGE_DENIED = 0
    RENEWAL_DENIED = 1
    RECALL_DENIED = 2
    HOLD_DENIED = 3
    CARD_LOST = 4
    TOO_MANY_CHARGED = 5
    TOO_MANY_OVERDUE = 6
    TOO_MANY_RENEWALS = 7
    TOO_MANY_CLAIMED_RETURNED = 8
    TOO_MANY_LOST = 9
    TOO_MUCH_FINED = 10
    TOO_MANY_FEES = 11
    RECALL_OVERDUE = 12
    TOO_MANY_BILLED = 13


@dataclass(frozen=True)
class Patron:
    """A patron as one answer shows them; a count is None where the server left it blank.

    `name` is None when the server says that the PIN was wrong: Koha then sends name and address all the
    same, and nothing that a wrong PIN opens is kept.
    """

    card_number: str = field(repr=False)
    name: str | None = field(repr=False)
    is_known: bool
    flags: frozenset[PatronFlag]
    overdue_count: int | None
    charged_count: int | None
    owed_fen: int
    overdue_items: tuple[str, ...] = field(repr=False)
    charged_items: tuple[str, ...] = field(repr=False)
    fine_items: tuple[str, ...] = field(repr=False)


def patron_in(answer: Message) -> Patron:
    """Return the patron of a 24 or 64; raises `Malformed`."""
    if answer.value("BH") not in _CURRENCIES:
        raise Malformed("a debt in another currency")
    card_number, named = answer.value("AA"), answer.value("AE") or ""
    if card_number is None:
        raise Malformed("a patron without a card")
    return Patron(
        card_number=card_number,
        name=None if answer.value("CQ") == "N" else named,
        # BL may be left out; then a name is what shows that the card is known.
        is_known=(answer.value("BL") or ("Y" if named else "N")) == "Y",
        flags=frozenset(flag for flag in PatronFlag if answer.fixed[:_FLAGS][flag] == "Y"),
        overdue_count=_count_in(answer, 1),
        charged_count=_count_in(answer, 2),
        # A balance in the patron's favour is no debt.
        owed_fen=max(fen_of(answer.value("BV") or "0"), 0),
        overdue_items=_items_in(answer, "AT"),
        charged_items=_items_in(answer, "AU"),
        fine_items=_items_in(answer, "AV"),
    )


def _count_in(answer: Message, place: int) -> int | None:
    start = _COUNTS_FROM + _COUNT_LENGTH * place
    digits = answer.fixed[start : start + _COUNT_LENGTH].strip()
    if digits and not (digits.isascii() and digits.isdigit()):
        raise Malformed("no count")
    return int(digits) if digits else None


def _items_in(answer: Message, name: str) -> tuple[str, ...]:
    """Return a list without its blank entries, with which Koha fills up the range that was asked for."""
    return tuple(value.strip() for value in answer.values(name) if value.strip())
