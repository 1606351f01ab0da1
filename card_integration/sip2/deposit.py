"""Finding the deposit among the lines of a patron's account, surely enough to take it off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from card_integration.sip2.amounts import fen_of
from card_integration.sip2.message import Malformed
from card_integration.sip2.patron import Patron

_GROUPS = {"line", "text", "amount"}


@dataclass(frozen=True)
class DepositWaiver:
    """How one library takes a deposit off by SIP2.

    `payment_type` is the type that it books as a write-off (Koha: `payment_type_writeoff`). `fee_line` is how
    it writes every line of an account in AV, with the groups `line` (its number, for CG), `text` and
    `amount`; Koha: `av_field_template`. `deposit_text` is the text of a deposit's line. Without
    `disallow_overpayment` the library would book a second write-off as a credit, so then nothing is written.
    """

    payment_type: str
    fee_line: re.Pattern[str]
    deposit_text: str
    disallow_overpayment: bool

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9]{2}", self.payment_type):
            raise ValueError("a payment type is two digits")
        if not set(self.fee_line.groupindex) >= _GROUPS:
            raise ValueError("the pattern of a line needs the groups line, text and amount")


@dataclass(frozen=True)
class FeeLine:
    """One line of a patron's account that is still to be paid."""

    number: str
    text: str
    amount_fen: int


def deposits_of(patron: Patron, waiver: DepositWaiver) -> tuple[FeeLine, ...]:
    """Return the deposits that a patron still owes.

    Raises `Malformed` when a line is written in another way than agreed, or when the lines do not add up to
    the debt: a deposit that cannot be seen must not be taken for one that is gone.
    """
    lines = [_line_in(item, waiver.fee_line) for item in patron.fine_items]
    if sum(line.amount_fen for line in lines) < patron.owed_fen:
        raise Malformed("the lines do not add up to the debt")
    return tuple(line for line in lines if line.text == waiver.deposit_text)


def _line_in(item: str, pattern: re.Pattern[str]) -> FeeLine:
    found = pattern.fullmatch(item)
    if found is None:
        raise Malformed("a line of the account that is written in another way")
    return FeeLine(found["line"], found["text"].strip(), fen_of(found["amount"]))
