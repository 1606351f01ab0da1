"""A patron's account at Koha, and the credit that writes a deposit off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from card_integration.koha.fields import as_number, as_object, as_optional_text, as_text

_DESCRIPTION = "信用免押"


@dataclass(frozen=True)
class Line:
    """One debit or credit of an account.

    `is_of_later_koha`: its Koha names types in capitals and lists the credits that are used up.
    """

    line_id: int
    kind: str | None
    outstanding_fen: int
    said: tuple[str, ...] = field(repr=False)
    is_of_later_koha: bool

    def is_marked(self, entitlement_id: str) -> bool:
        """Tell whether this line was written for the entitlement."""
        return any(entitlement_id in text.split() for text in self.said)


@dataclass(frozen=True)
class Account:
    """What is open at an account; a credit or debit that is used up is not in it."""

    balance_fen: int
    debits: tuple[Line, ...]
    credits: tuple[Line, ...]

    def debits_of(self, kind: str) -> tuple[Line, ...]:
        """Return the open debits of one type."""
        return tuple(line for line in self.debits if line.kind == kind and line.outstanding_fen > 0)


def account_in(answer: object) -> Account:
    """Return the account in an answer; raises `ValueError`, `KeyError`, `TypeError`, `ArithmeticError`."""
    body = as_object(answer)
    return Account(
        balance_fen=_fen(body["balance"]),
        debits=_lines_in(body["outstanding_debits"]),
        credits=_lines_in(body["outstanding_credits"]),
    )


def _lines_in(side: object) -> tuple[Line, ...]:
    return tuple(line_in(line) for line in as_object(side)["lines"])


def line_in(body: object) -> Line:
    """Return one line; raises as `account_in` does. A list of credits has fewer members than an account."""
    line = as_object(body)
    kind = line.get("debit_type") or line.get("account_type")
    texts = (line.get("description"), line.get("internal_note"))
    return Line(
        line_id=as_number(line["account_line_id"]),
        kind=as_optional_text(kind),
        outstanding_fen=_fen(line["amount_outstanding"]),
        said=tuple(as_text(text) for text in texts if text is not None),
        is_of_later_koha="debit_type" in line,
    )


def write_off_of(lines: Sequence[Line], entitlement_id: str) -> dict[str, Any]:
    """Return the body of the one credit that settles these debits and bears the entitlement's id.

    The amount is exactly what is open: Koha books the rest of a larger credit against other debts.
    """
    is_later = lines[0].is_of_later_koha
    return {
        "credit_type": "WRITEOFF" if is_later else "writeoff",
        "amount": sum(line.outstanding_fen for line in lines) / 100,
        "account_lines_ids": [line.line_id for line in lines],
        "description": f"{_DESCRIPTION} {entitlement_id}",
        "note": entitlement_id,
    }


def _fen(amount: object) -> int:
    if not isinstance(amount, int | float) or isinstance(amount, bool):
        raise TypeError("no amount")
    return int((Decimal(str(amount)) * 100).to_integral_value())
