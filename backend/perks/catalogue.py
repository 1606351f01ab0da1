"""The published perks, and the fence around them: never on a basic right, never beyond a deposit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, cast

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationInfo, with_config

from backend.cards.operators import BASIC_RIGHTS, CardFunction, Operators
from backend.platform.errors import NotFound
from backend.status.policy import LevelId

Words = Annotated[str, Field(min_length=1)]
Positive = Annotated[int, Field(strict=True, gt=0)]


class ContractPerk(StrEnum):
    """What an operator can be asked for, in the words of the operator contract."""

    DEPOSIT_WAIVER = "deposit_waiver"
    DEFERRED_PAYMENT = "deferred_payment"
    FARE_DISCOUNT = "fare_discount"
    PRIORITY_SERVICE = "priority_service"


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True, kw_only=True)
class Perk:
    """One perk: who gives what on which card function, from which level, for how long.

    `code` is what a certificate carries, one byte in the token. `max_value_fen` is None where the perk has
    no amount; `deposit_tiers_fen` are the operator's own deposits, lowest first, where a deposit is waived.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=60)]
    code: Annotated[int, Field(strict=True, ge=1, le=23)]
    operator: Words
    service: CardFunction
    contract_perk: ContractPerk
    name_zh: Words
    name_en: Words
    gives_zh: Words
    gives_en: Words
    terms_zh: Words
    terms_en: Words
    minimum_level: LevelId
    validity_days: Positive
    max_value_fen: Positive | None = None
    deposit_tiers_fen: tuple[Positive, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one pass over the file knows: the operators, and which ids and codes it has met."""

    operators: Operators
    seen: set[str | int] = field(default_factory=set)

    def list_repeats(self, perk: Perk) -> Iterator[str]:
        """Yield a fault for an id or code that an earlier perk has, and remember both."""
        for label in (perk.id, perk.code):
            if label in self.seen:
                yield f"{label} is used twice"
            self.seen.add(label)


def _admit(perk: Perk, info: ValidationInfo) -> Perk:
    reading = cast(_Reading, info.context)
    faults = [*reading.list_repeats(perk), *_list_faults(perk, reading.operators)]
    if faults:
        raise ValueError("; ".join(faults))
    return perk


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class _PerkFile:
    version: Words
    perks: tuple[Annotated[Perk, AfterValidator(_admit)], ...]


_FILE = TypeAdapter(_PerkFile)


def _list_faults(perk: Perk, operators: Operators) -> Iterator[str]:
    """Yield every reason for which a perk may not be published.

    Medical insurance, pension and housing fund are rights: no perk or condition ever attaches to them.
    """
    operator = operators.find(perk.operator)
    if perk.operator in BASIC_RIGHTS or perk.service in BASIC_RIGHTS or (operator and operator.basic_right):
        yield "a basic right carries no perk"
    if operator is None:
        yield f"there is no operator {perk.operator}"
    elif perk.service not in operator.services:
        yield f"{perk.operator} has no service {perk.service}"
    if perk.contract_perk is ContractPerk.DEPOSIT_WAIVER:
        yield from _list_deposit_faults(perk)
    elif perk.deposit_tiers_fen:
        yield "only a deposit waiver has deposit tiers"


def _list_deposit_faults(perk: Perk) -> Iterator[str]:
    tiers = perk.deposit_tiers_fen
    if any(later <= earlier for earlier, later in pairwise(tiers)):
        yield "deposit tiers must rise"
    if perk.max_value_fen is None or not tiers:
        yield "a deposit waiver needs max_value_fen and deposit_tiers_fen"
    elif perk.max_value_fen > max(tiers):
        yield "the waiver goes beyond the highest deposit tier"


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


def parse_perks(data: object, operators: Operators) -> PerkCatalogue:
    """Return the perks of a parsed `perks.yaml`.

    Raises one `ValueError` (pydantic's) that lists every fault with its place in the file.
    """
    file = _FILE.validate_python(data, context=_Reading(operators))
    return PerkCatalogue(file.version, {perk.id: perk for perk in file.perks})
