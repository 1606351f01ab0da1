"""The library's own register of readers, and the proof that a caller knows the holder of a card."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Reader:
    """A holder of a library card, as the library knows them."""

    card_number: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    deposit_paid_fen: int

    def card_masked(self) -> str:
        """Return the card number with all but its last four characters hidden."""
        return "*" * max(len(self.card_number) - 4, 4) + self.card_number[-4:]


class Register:
    """Finds readers by card and compares a holder's proof with what the library already holds."""

    def __init__(self, readers: Iterable[Reader], proof_secret: str) -> None:
        self._readers = {reader.card_number: reader for reader in readers}
        self._secret = proof_secret.encode()

    def find(self, card_number: str) -> Reader | None:
        """Return the card's reader, or None for a card the library never issued."""
        return self._readers.get(card_number)

    def proves(self, reader: Reader, proof: str) -> bool:
        """Tell whether `proof` was made over this very card, ID number and name under the shared secret."""
        message = f"{reader.card_number}:{reader.id_number}:{reader.name}".encode()
        expected = hmac.new(self._secret, message, "sha256").hexdigest()
        return hmac.compare_digest(expected.encode(), proof.encode())


def readers_of(city: Mapping[str, Any]) -> list[Reader]:
    """Return the readers of a city file: its citizens with a card number."""
    return [
        Reader(
            card_number=citizen["card_number"],
            name=citizen["name"],
            id_number=citizen["id_number"],
            deposit_paid_fen=citizen.get("library", {}).get("deposit_fen", 0),
        )
        for citizen in city["citizens"]
        if citizen.get("card_number")
    ]
