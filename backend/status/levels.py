"""The levels of the status and the conditions under which each is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from backend.records.catalogue import Seriousness

GREATEST_CODE = 23
"""The greatest number that takes one byte in a certificate (RFC 8949, section 3)."""


class LevelId(StrEnum):
    """The four levels; perks and certificates refer to them, so an edition may not add or drop one."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the status: `code` is what a certificate carries, a higher `rank` is the better level."""

    id: str
    code: int
    rank: int
    name_zh: str
    name_en: str
    meaning_zh: str
    meaning_en: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records count, adverse ones by seriousness."""

    adverse: Mapping[Seriousness, int]
    commendations: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The conditions of a level; a seriousness that is absent from `max_adverse` is not limited."""

    level: Level
    max_adverse: Mapping[Seriousness, int]
    min_commendations: int

    def is_met(self, tally: Tally) -> bool:
        """Tell whether the counting records satisfy every condition."""
        return tally.commendations >= self.min_commendations and all(
            tally.adverse.get(seriousness, 0) <= most for seriousness, most in self.max_adverse.items()
        )
