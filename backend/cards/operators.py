"""The card operators as published data, and the card functions that are basic rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, NamedTuple, cast

from pydantic import AfterValidator, ConfigDict, Field, Strict, TypeAdapter, ValidationInfo, with_config

from backend.cards.adapter_terms import KEEPING, Keeping, KohaTerms, Protocol, Sip2Terms
from backend.platform.errors import NotFound


class CardFunction(StrEnum):
    """A function of the citizen card, as the city's plan of 2015 names them (chapter 5, section 3)."""

    BUS = "bus"
    MEDICAL_INSURANCE = "medical_insurance"
    PENSION = "pension"
    HOUSING_FUND = "housing_fund"
    LENDING = "lending"
    PUBLIC_BIKE = "public_bike"
    TOURISM_PASS = "tourism_pass"  # noqa: S105  a year card for sights, no secret
    WATER = "water"
    ELECTRICITY = "electricity"
    GAS = "gas"
    MOBILE_PAYMENT = "mobile_payment"


# Kept in code: no edit of a data file may attach a perk or a condition to one of these.
BASIC_RIGHTS = frozenset({CardFunction.MEDICAL_INSURANCE, CardFunction.PENSION, CardFunction.HOUSING_FUND})


class FunctionName(NamedTuple):
    """What a card function is called for people."""

    zh: str
    en: str


FUNCTION_NAMES: Mapping[CardFunction, FunctionName] = {
    CardFunction.BUS: FunctionName("公交乘车", "Bus"),
    CardFunction.MEDICAL_INSURANCE: FunctionName("医疗保险", "Medical insurance"),
    CardFunction.PENSION: FunctionName("社会养老", "Pension"),
    CardFunction.HOUSING_FUND: FunctionName("住房公积金", "Housing fund"),
    CardFunction.LENDING: FunctionName("图书借阅", "Library"),
    CardFunction.PUBLIC_BIKE: FunctionName("公共自行车", "Public bike"),
    CardFunction.TOURISM_PASS: FunctionName("旅游年卡", "Tourism year pass"),
    CardFunction.WATER: FunctionName("水费", "Water"),
    CardFunction.ELECTRICITY: FunctionName("电费", "Electricity"),
    CardFunction.GAS: FunctionName("燃气费", "Gas"),
    CardFunction.MOBILE_PAYMENT: FunctionName("移动支付", "Mobile payment"),
}


def _not_seen_before(operator_id: str, info: ValidationInfo) -> str:
    seen = cast(set[str], info.context)
    if operator_id in seen:
        raise ValueError(f"{operator_id} is listed twice")
    seen.add(operator_id)
    return operator_id


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class Operator:
    """One card operator: what it is called, how it is spoken to, and what it does for a card."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$"), AfterValidator(_not_seen_before)]
    name_zh: Annotated[str, Field(min_length=1)]
    name_en: Annotated[str, Field(min_length=1)]
    adapter: Protocol
    services: Annotated[tuple[CardFunction, ...], Field(min_length=1)]
    basic_right: Annotated[bool, Strict()]
    timeout_seconds: Annotated[float, Field(strict=True, gt=0, le=30)]
    koha: KohaTerms | None = None
    sip2: Sip2Terms | None = None

    def __post_init__(self) -> None:
        for adapter, terms in (("koha", self.koha), ("sip2", self.sip2)):
            if (self.adapter == adapter) != (terms is not None):
                raise ValueError(f"`{adapter}` is there exactly where the adapter is {adapter}")
        if not self.basic_right and (self.id in BASIC_RIGHTS or BASIC_RIGHTS & set(self.services)):
            raise ValueError("basic_right must be true for medical insurance, pension and housing fund")

    @property
    def keeping(self) -> Keeping:
        """Return what this operator keeps of a perk by itself."""
        return KEEPING[self.adapter]


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class _OperatorFile:
    operators: Annotated[tuple[Operator, ...], Field(min_length=1)]


_FILE = TypeAdapter(_OperatorFile)


@dataclass(frozen=True, slots=True)
class Operators:
    """All operators of the city, in the order of the file."""

    by_id: Mapping[str, Operator]

    def all(self) -> tuple[Operator, ...]:
        """Return every operator."""
        return tuple(self.by_id.values())

    def list_to_be_told(self) -> frozenset[str]:
        """Return the operators that end no perk by themselves."""
        return frozenset(one.id for one in self.all() if not one.keeping.ends_by_itself)

    def find(self, operator_id: str) -> Operator | None:
        """Return the operator, or None where the city has no such operator."""
        return self.by_id.get(operator_id)

    def get(self, operator_id: str) -> Operator:
        """Return the operator; raise `NotFound` where the city has no such operator."""
        operator = self.find(operator_id)
        if operator is None:
            raise NotFound(
                "operator-unknown",
                zh="没有这家运营单位，请在卡服务列表中选择。",
                en="There is no such card operator; please choose one from the list of card services.",
            )
        return operator


def parse_operators(data: object) -> Operators:
    """Return the operators of a parsed `operators.yaml`.

    Raises one `ValueError` (pydantic's) that lists every fault with its place in the file.
    """
    operators = _FILE.validate_python(data, context=set()).operators
    return Operators({operator.id: operator for operator in operators})
