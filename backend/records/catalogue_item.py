"""The kinds of record that the city may hold, and what the catalogue says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """Which way a record speaks."""

    NEUTRAL = "neutral"
    COMMENDATION = "commendation"
    ADVERSE = "adverse"


class Seriousness(StrEnum):
    """The three classes of adverse record (信用修复管理办法, NDRC Order 36)."""

    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"


class SubjectKind(StrEnum):
    """Whom a record may be about."""

    NATURAL = "natural"
    LEGAL = "legal"
    BOTH = "both"


class RepairRoute(StrEnum):
    """How an adverse record may end early: by an application, at its source alone, or not at all."""

    APPLICATION = "application"
    AT_SOURCE = "at_source"
    EXCLUDED = "excluded"


class UpdateCycle(StrEnum):
    """How often the source department delivers; 双公示 asks for seven working days."""

    SEVEN_WORKING_DAYS = "seven_working_days"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class DoublePublicity(StrEnum):
    """Which of the two kinds of administrative decision 双公示 publishes with its data fields."""

    LICENCE = "licence"
    PENALTY = "penalty"


@dataclass(frozen=True, slots=True)
class Publication:
    """How long an adverse record is published: repair may be asked for after the least, the most ends it."""

    min_months: int
    max_months: int

    def lies_within(self, limits: Publication) -> bool:
        """Tell whether these months keep to `limits` and run forwards."""
        return limits.min_months <= self.min_months <= self.max_months <= limits.max_months


LAWFUL_PUBLICATION: Mapping[Seriousness, Publication] = {
    Seriousness.MINOR: Publication(0, 3),
    Seriousness.ORDINARY: Publication(3, 12),
    Seriousness.SERIOUS: Publication(12, 36),
}
"""The law's own limits (国办发〔2025〕22号 item 2; NDRC Order 36); data may be narrower, never wider."""


@dataclass(frozen=True, slots=True)
class Department:
    """A source department 信源单位."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of the national basic catalogue, outside which nothing may be recorded."""

    id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Law:
    """A provision that items rest on; `verified` says that somebody read its text."""

    id: str
    zh: str
    en: str
    verified: bool


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One catalogue item 目录项.

    `department` and `category` are the code and id of theirs. `basis_verified` says that somebody read
    every cited provision. `seriousness`, `publication` and `repair_route` are there where the item is
    adverse; `counts_months` where the item itself says for how long it counts, from the decision.
    `retention_months` run from the last day on which a record is in force; then it is deleted.
    `publishes_representative` says that the law publishes the legal representative's name with the item.
    """

    id: str
    department: str
    category: str
    name_zh: str
    name_en: str
    subject_kind: SubjectKind
    polarity: Polarity
    seriousness: Seriousness | None
    legal_basis: str
    legal_basis_en: str
    basis_verified: bool
    counts_months: int | None
    publication: Publication | None
    repair_route: RepairRoute | None
    retention_months: int
    update_cycle: UpdateCycle
    double_publicity: DoublePublicity | None
    publishes_representative: bool
