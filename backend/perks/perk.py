"""What is published of one perk, and the fence around it: it only adds, and never on a basic right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

from backend.cards.operators import BASIC_RIGHTS, CardFunction, Operators
from backend.perks.period import Period
from backend.perks.rules import Rule
from backend.records.catalogue import Catalogue, Polarity

Words = Annotated[str, Field(min_length=1)]
Positive = Annotated[int, Field(strict=True, gt=0)]


class PerkKind(StrEnum):
    """How a perk reaches its citizen: granted on a card by its operator, or redeemed by showing a code."""

    GRANTED = "granted"
    REDEEMED = "redeemed"


class ContractPerk(StrEnum):
    """What an operator can be asked for, in the words of the operator contract; each of them only adds."""

    DEPOSIT_WAIVER = "deposit_waiver"
    DEFERRED_PAYMENT = "deferred_payment"
    FARE_DISCOUNT = "fare_discount"
    PRIORITY_SERVICE = "priority_service"


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True, kw_only=True)
class Perk:
    """One perk: who gives what to whom, for how long, how often, and up to which sum.

    `code` is what a certificate carries, one byte in the token. `without_*` says what everybody has without
    it, and `without_it` that this stays as it is: a perk that would take anything away cannot be written.
    `quota` limits the grants in force at once, or the redemptions in a `period`; `budget_fen` limits in a
    `period` the worst case, `max_value_fen` for each. What was granted is kept to its end, whatever happens
    to the status: `on_status_change` has no other word.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", max_length=60)]
    code: Annotated[int, Field(strict=True, ge=1, le=23)]
    kind: PerkKind
    operator: Words | None = None
    service: CardFunction | None = None
    contract_perk: ContractPerk | None = None
    name_zh: Words
    name_en: Words
    gives_zh: Words
    gives_en: Words
    terms_zh: Words
    terms_en: Words
    without_zh: Words
    without_en: Words
    without_it: Literal["unchanged"]
    rule: Rule
    quota: Positive
    validity_days: Positive | None = None
    cool_off_days: Annotated[int, Field(strict=True, ge=0)] = 0
    on_status_change: Literal["keep"]
    period: Period | None = None
    per_citizen: Positive | None = None
    max_value_fen: Positive | None = None
    budget_fen: Positive | None = None
    deposit_tiers_fen: tuple[Positive, ...] = ()
    percent: Annotated[int, Field(strict=True, ge=1, le=100)] | None = None

    @property
    def is_redeemed(self) -> bool:
        """Tell whether it is used by showing a code, with no card and no operator."""
        return self.kind is PerkKind.REDEEMED

    @property
    def asked_of_operator(self) -> ContractPerk:
        """Return what the operator of a granted perk is asked for."""
        if self.contract_perk is None:
            raise ValueError(f"{self.id} is asked of no operator")
        return self.contract_perk

    @property
    def lasts(self) -> timedelta:
        """Return how long a granted perk lasts."""
        if self.validity_days is None:
            raise ValueError(f"{self.id} is not granted for days")
        return timedelta(days=self.validity_days)


def list_faults(perk: Perk, operators: Operators, catalogue: Catalogue) -> Iterator[str]:
    """Yield every reason for which a perk may not be published.

    Medical insurance, pension and housing fund are rights: no perk or condition ever attaches to them.
    """
    operator = operators.find(perk.operator) if perk.operator is not None else None
    if {perk.operator, perk.service} & BASIC_RIGHTS or (operator and operator.basic_right):
        yield "a basic right carries no perk"
    if perk.operator is not None and operator is None:
        yield f"there is no operator {perk.operator}"
    elif operator is not None and perk.service is not None and perk.service not in operator.services:
        yield f"{perk.operator} has no service {perk.service}"
    yield from _list_redeemed_faults(perk) if perk.is_redeemed else _list_granted_faults(perk)
    yield from _list_value_faults(perk)
    for condition in perk.rule.list_conditions():
        for item_id in condition.commendation or ():
            item = catalogue.find_item(item_id)
            if item is None or item.polarity is not Polarity.COMMENDATION:
                yield f"{item_id} is no commendation of the catalogue"


def _list_granted_faults(perk: Perk) -> Iterator[str]:
    if None in (perk.operator, perk.service, perk.contract_perk, perk.validity_days):
        yield "a granted perk needs operator, service, contract_perk and validity_days"
    if perk.per_citizen is not None:
        yield "per_citizen is for redeemed perks"
    if perk.period is Period.DAY or (perk.period is None) != (perk.budget_fen is None):
        yield "the budget of a granted perk needs a period, month or year, and only a budget has one"
    if perk.service is CardFunction.BUS and perk.contract_perk not in _ADDS_TO_A_RIDE:
        yield "a bus perk only adds: a discount on top, or a later payment"
    if perk.contract_perk is ContractPerk.DEPOSIT_WAIVER:
        yield from _list_deposit_faults(perk)
    elif perk.deposit_tiers_fen:
        yield "only a deposit waiver has deposit tiers"
    if (perk.contract_perk is ContractPerk.FARE_DISCOUNT) != (perk.percent is not None):
        yield "a fare discount, and nothing else of an operator's, says how many percent it takes off"


_ADDS_TO_A_RIDE = (None, ContractPerk.FARE_DISCOUNT, ContractPerk.DEFERRED_PAYMENT)


def _list_redeemed_faults(perk: Perk) -> Iterator[str]:
    if (perk.operator, perk.service, perk.contract_perk) != (None, None, None):
        yield "a redeemed perk has no operator"
    if perk.period is None or perk.per_citizen is None:
        yield "a redeemed perk needs period and per_citizen"
    if perk.validity_days is not None or perk.cool_off_days or perk.deposit_tiers_fen:
        yield "validity_days, cool_off_days and deposit_tiers_fen are for granted perks"


def _list_value_faults(perk: Perk) -> Iterator[str]:
    if (perk.max_value_fen is None) != (perk.budget_fen is None):
        yield "whatever has a max_value_fen has a budget_fen, and nothing else has"
    elif (perk.budget_fen or 0) < (perk.max_value_fen or 0):
        yield "the budget does not do for one"


def _list_deposit_faults(perk: Perk) -> Iterator[str]:
    tiers = perk.deposit_tiers_fen
    if any(later <= earlier for earlier, later in pairwise(tiers)):
        yield "deposit tiers must rise"
    if perk.max_value_fen is None or not tiers:
        yield "a deposit waiver needs max_value_fen and deposit_tiers_fen"
    elif perk.max_value_fen > max(tiers):
        yield "the waiver goes beyond the highest deposit tier"
