"""What a simulated operator offers: its perks with their bounds, and the card functions it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Stands for the nightly run in which a slow operator puts perks into effect.
DEFERRED_BY = timedelta(seconds=3)


@dataclass(frozen=True)
class Terms:
    """How one perk is applied: up to which value (None: it has none), and at once or some time later."""

    max_value_fen: int | None = None
    is_deferred: bool = False

    def delay(self) -> timedelta:
        """Return how long after the wish the perk is in effect."""
        return DEFERRED_BY if self.is_deferred else timedelta()


@dataclass(frozen=True)
class Offer:
    """One operator's offer; `reference` begins the operator's own numbers of entitlements."""

    operator_id: str
    reference: str
    services: tuple[str, ...]
    perks: Mapping[str, Terms]

    def delay_of(self, perk: str) -> timedelta:
        """Return how long a perk takes to be in effect; none for one that is no longer offered."""
        return self.perks.get(perk, Terms()).delay()

    def body(self) -> dict[str, Any]:
        """Return the capabilities as the contract shows them."""
        return {
            "operator_id": self.operator_id,
            "perks": [_perk_body(perk, terms) for perk, terms in self.perks.items()],
            "standing": True,
            "services": list(self.services),
        }


def _perk_body(perk: str, terms: Terms) -> dict[str, Any]:
    body: dict[str, Any] = {"perk": perk, "applies": "deferred" if terms.is_deferred else "immediate"}
    return body if terms.max_value_fen is None else {**body, "max_value": money(terms.max_value_fen)}


def money(amount_fen: int) -> dict[str, Any]:
    """Return an amount as the contract writes it."""
    return {"amount": amount_fen, "currency": "CNY"}
