"""What an operator shows of one card function: a small, closed set of facts, for the holder's eyes only.

Nothing of it is stored, and no rule of the business reads it (rule 3): it goes to the holder, that is all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ItemKind(StrEnum):
    """What an item is; `settlement` is what health insurance paid, `payout` a pension received."""

    RIDE = "ride"
    LOAN = "loan"
    HOLD = "hold"
    VISIT = "visit"
    BILL = "bill"
    PAYMENT = "payment"
    TOP_UP = "top_up"
    CONTRIBUTION = "contribution"
    SETTLEMENT = "settlement"
    PAYOUT = "payout"


class ItemState(StrEnum):
    """Where an item stands, if it can stand anywhere; a hold is `open` until its book is `ready`."""

    OPEN = "open"
    READY = "ready"
    UNPAID = "unpaid"
    OVERDUE = "overdue"
    PAID = "paid"


class DepositState(StrEnum):
    """Whether the operator holds a deposit for the card; `waived` is a perk."""

    PAID = "paid"
    UNPAID = "unpaid"
    WAIVED = "waived"


@dataclass(frozen=True)
class Deposit:
    """The deposit that the function asks for, and whether it is there."""

    state: DepositState
    amount_fen: int


@dataclass(frozen=True)
class ServiceItem:
    """One line: a ride, a loan, a bill; `month` is there where it is about a month, as in `2026-10`.

    `at` is when it happened or was issued, None where the operator does not tell. An amount is what the line
    is about; its kind tells the direction. A loan that can be renewed has an `id`, the operator's own;
    `renewable` and `renewals_left` are None where the operator does not tell.
    """

    kind: ItemKind
    title: str
    at: datetime | None
    month: str | None = None
    amount_fen: int | None = None
    due_on: date | None = None
    state: ItemState | None = None
    id: str | None = field(default=None, repr=False)
    renewable: bool | None = None
    renewals_left: int | None = None


@dataclass(frozen=True)
class ServiceView:
    """One card function as its operator shows it, newest items first; None is what the function has not.

    `balance_fen` is the holder's money, `owed_fen` what they owe; a pass is good from `valid_from` to
    `valid_until`, both days included.
    """

    as_of: datetime
    balance_fen: int | None = field(default=None, repr=False)
    owed_fen: int | None = field(default=None, repr=False)
    deposit: Deposit | None = field(default=None, repr=False)
    valid_from: date | None = None
    valid_until: date | None = None
    items: tuple[ServiceItem, ...] = field(default=(), repr=False)
