"""An operator's own register of card holders, and the proof that a caller knows the holder of a card."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Self, TypeVar


@dataclass(frozen=True)
class Holder:
    """A holder of a card, as the operator knows them."""

    card_number: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)

    def card_masked(self) -> str:
        """Return the card number with all but its last four characters hidden."""
        return "*" * max(len(self.card_number) - 4, 4) + self.card_number[-4:]

    def born_on(self) -> date:
        """Return the date of birth that the ID number holds (GB 11643)."""
        return date.fromisoformat(self.id_number[6:14])

    @classmethod
    def of_citizen(cls, citizen: Mapping[str, Any]) -> Self:
        """Return the holder that a citizen of the city file is."""
        return cls(citizen["card_number"], citizen["name"], citizen["id_number"])


H = TypeVar("H", bound=Holder)


class Register(Generic[H]):
    """Finds holders by card and compares a holder's proof with what the operator already holds."""

    def __init__(self, holders: Iterable[H], proof_secret: str) -> None:
        self._holders = {holder.card_number: holder for holder in holders}
        self._secret = proof_secret.encode()

    def find(self, card_number: str) -> H | None:
        """Return the card's holder, or None for a card the operator does not know."""
        return self._holders.get(card_number)

    def proves(self, holder: H, proof: str) -> bool:
        """Tell whether `proof` was made over this very card, ID number and name under the shared secret."""
        message = f"{holder.card_number}:{holder.id_number}:{holder.name}".encode()
        expected = hmac.new(self._secret, message, "sha256").hexdigest()
        return hmac.compare_digest(expected.encode(), proof.encode())


def citizens_with_a_card(city: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the citizens of a city file who have a citizen card; every operator knows its number."""
    return [citizen for citizen in city["citizens"] if citizen.get("card_number")]
