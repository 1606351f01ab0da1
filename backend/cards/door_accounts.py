"""The account of a card whose operator has no system to call: it judges the holder itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class DoorAccount:
    """The card number, and a proof that only one can compare who already knows the card's holder.

    It is kept as a link's account, encrypted, and shown to that operator alone.
    """

    card_number: str = field(repr=False)
    holder_proof: str

    def to_text(self) -> str:
        """Return the account as a link keeps it."""
        return f"{self.holder_proof} {self.card_number}"

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return the account that a link keeps."""
        holder_proof, _, card_number = text.partition(" ")
        return cls(card_number, holder_proof)
