"""A holder's account at one operator: drawn by chance, and the same for the same seed, operator and card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random


@dataclass(frozen=True)
class Account:
    """What an operator's figures for one card are drawn from; `born_on` stands in its register."""

    seed: int
    operator_id: str
    card_number: str
    born_on: date

    def draw(self, *about: object) -> Random:
        """Return a source of chance for one matter of this account: the same matter, the same chance."""
        matter = "/".join(map(str, (self.seed, self.operator_id, self.card_number, *about)))
        return Random(matter)  # noqa: S311  synthetic data, which must come out the same for the same seed

    def age_on(self, day: date) -> int:
        """Return the holder's age in whole years."""
        is_before_birthday = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - is_before_birthday
