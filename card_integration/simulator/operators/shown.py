"""What an operator shows of a card function, before the contract's words for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from card_integration.simulator.contract.offer import money
from card_integration.simulator.operators.city_calendar import Month


@dataclass(frozen=True)
class Item:
    """One line of an account."""

    kind: str
    title: str
    at: datetime
    month: Month | None = None
    amount_fen: int | None = None
    due_on: date | None = None
    state: str | None = None

    def body(self) -> dict[str, Any]:
        """Return the line as the contract writes it."""
        told = {
            "kind": self.kind,
            "title": self.title,
            "at": self.at.isoformat(),
            "month": str(self.month) if self.month else None,
            "amount": None if self.amount_fen is None else money(self.amount_fen),
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "state": self.state,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True)
class Shown:
    """An account as its holder sees it; None is what this function does not have."""

    items: list[Item]
    balance_fen: int | None = None
    owed_fen: int | None = None
    deposit: tuple[str, int] | None = None
    valid: tuple[date, date] | None = None

    def body(self, now: datetime) -> dict[str, Any]:
        """Return the account as the contract writes it, newest line first; no line lies in the future."""
        items = sorted((item for item in self.items if item.at <= now), key=lambda item: item.at)
        told = {
            "as_of": now.isoformat(),
            "balance": None if self.balance_fen is None else money(self.balance_fen),
            "owed": None if self.owed_fen is None else money(self.owed_fen),
            "deposit": self.deposit and {"state": self.deposit[0], "amount": money(self.deposit[1])},
            "valid_from": self.valid and self.valid[0].isoformat(),
            "valid_until": self.valid and self.valid[1].isoformat(),
        }
        kept = {name: value for name, value in told.items() if value is not None}
        return {**kept, "items": [item.body() for item in reversed(items)]}

    def standing(self, now: datetime) -> dict[str, Any]:
        """Return how the card stands; none of these operators ever stops a card."""
        states = [item.state for item in self.items]
        return {
            "as_of": now.isoformat(),
            "open_items": sum(state in ("open", "unpaid", "overdue") for state in states),
            "overdue_items": states.count("overdue"),
            "owed": money(self.owed_fen or 0),
            "blocks": [],
        }
