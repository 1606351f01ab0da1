"""The published perks of one edition, read from data and refused whole if any of them is faulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationInfo, with_config

from backend.cards.operators import Operators
from backend.perks.perk import ContractPerk, Perk, PerkKind, Words, list_faults
from backend.platform.errors import NotFound
from backend.records.catalogue import Catalogue

__all__ = ["ContractPerk", "Perk", "PerkCatalogue", "PerkKind", "parse_perks"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one pass over the file knows: operators, records, and which ids and codes it has met."""

    operators: Operators
    catalogue: Catalogue
    seen: set[str | int] = field(default_factory=set)

    def list_repeats(self, perk: Perk) -> Iterator[str]:
        """Yield a fault for an id or code that an earlier perk has, and remember both."""
        for label in (perk.id, perk.code):
            if label in self.seen:
                yield f"{label} is used twice"
            self.seen.add(label)


def _admit(perk: Perk, info: ValidationInfo) -> Perk:
    reading = cast(_Reading, info.context)
    faults = [*reading.list_repeats(perk), *list_faults(perk, reading.operators, reading.catalogue)]
    if faults:
        raise ValueError("; ".join(faults))
    return perk


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class _PerkFile:
    version: Words
    perks: tuple[Annotated[Perk, AfterValidator(_admit)], ...]


_FILE = TypeAdapter(_PerkFile)


@dataclass(frozen=True, slots=True)
class PerkCatalogue:
    """All perks of one edition, in the order of the file."""

    version: str
    by_id: Mapping[str, Perk]

    def all(self) -> tuple[Perk, ...]:
        """Return every perk."""
        return tuple(self.by_id.values())

    def find(self, perk_id: str) -> Perk | None:
        """Return the perk, or None where this edition has no such perk."""
        return self.by_id.get(perk_id)

    def get(self, perk_id: str) -> Perk:
        """Return the perk; raise `NotFound` where this edition has no such perk."""
        perk = self.find(perk_id)
        if perk is None:
            raise NotFound(
                "perk-unknown",
                zh="没有这项守信激励，请在激励清单中选择。",
                en="There is no such perk; please choose one from the list of perks.",
            )
        return perk

    def list_like(self, perk: Perk) -> tuple[str, ...]:
        """Return the ids of the perks, this one among them, that ask the same of the same operator."""
        asked = (perk.operator, perk.contract_perk)
        return tuple(one.id for one in self.all() if (one.operator, one.contract_perk) == asked)


def parse_perks(data: object, operators: Operators, catalogue: Catalogue) -> PerkCatalogue:
    """Return the perks of a parsed `perks.yaml`.

    Raises one `ValueError` (pydantic's) that lists every fault with its place in the file.
    """
    file = _FILE.validate_python(data, context=_Reading(operators, catalogue))
    return PerkCatalogue(file.version, {perk.id: perk for perk in file.perks})
