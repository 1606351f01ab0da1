"""The library's readers: holders of the citizen card, some with a deposit paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from card_integration.simulator.contract.register import Holder, citizens_with_a_card


@dataclass(frozen=True)
class Reader(Holder):
    """A holder of a library card, as the library knows them."""

    deposit_paid_fen: int = 0


def readers_of(city: Mapping[str, Any]) -> list[Reader]:
    """Return the readers of a city file: its citizens with a card number."""
    return [
        Reader(
            card_number=citizen["card_number"],
            name=citizen["name"],
            id_number=citizen["id_number"],
            deposit_paid_fen=citizen.get("library", {}).get("deposit_fen", 0),
        )
        for citizen in citizens_with_a_card(city)
    ]
