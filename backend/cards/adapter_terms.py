"""What must be agreed with a library beyond address and login, where its own system is spoken to directly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, Strict, with_config

Word = Annotated[str, Field(min_length=1)]
Protocol = Literal["contract", "koha", "sip2", "door"]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What an operator keeps of a perk, as its protocol has it.

    `ends_by_itself`: at the end of its time, without being told. `knows_entitlements`: by id and revision;
    without that a card has the perk or not, and whoever asks last decides.
    """

    ends_by_itself: bool
    knows_entitlements: bool


KEEPING: Mapping[Protocol, Keeping] = {
    "contract": Keeping(ends_by_itself=True, knows_entitlements=True),
    "koha": Keeping(ends_by_itself=False, knows_entitlements=False),
    "sip2": Keeping(ends_by_itself=False, knows_entitlements=False),
    "door": Keeping(ends_by_itself=False, knows_entitlements=True),
}


def _with_groups(pattern: str) -> str:
    try:
        groups = re.compile(pattern).groupindex.keys()
    except re.error as error:
        raise ValueError(f"fee_line is no regular expression: {error}") from error
    if not groups >= {"line", "text", "amount"}:
        raise ValueError("fee_line needs the groups line, text and amount")
    return pattern


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class KohaTerms:
    """Between which patron categories a waiver moves a patron, and which debit type is the deposit."""

    no_deposit_category: Word
    usual_category: Word
    deposit_debit_type: Word

    def __post_init__(self) -> None:
        if self.no_deposit_category == self.usual_category:
            raise ValueError("the usual and the no-deposit category must differ")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sip2WriteOff:
    """How a library takes a deposit off: its payment type, and how it writes the lines of an account."""

    payment_type: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    fee_line: Annotated[str, AfterValidator(_with_groups)]
    deposit_text: Word
    disallow_overpayment: Annotated[bool, Strict()]


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class Sip2Terms:
    """A library's own id, where it files us, its character set, and how it writes off a deposit, if so."""

    institution: Word
    location: Word
    charset: Literal["utf-8", "gb18030", "iso-8859-1"]
    write_off: Sip2WriteOff | None = None
