"""The published rules that a phone accepts before it may scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, with_config

Words = Annotated[str, Field(min_length=1)]


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class MerchantRule:
    """One rule in a sentence or two, and the law that it follows from where there is one."""

    id: Words
    zh: Words
    en: Words
    basis_zh: Words | None = None
    basis_en: Words | None = None


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class MerchantRules:
    """The rules in one version; another version is accepted anew by whoever joins from then on."""

    version: Annotated[str, Field(min_length=1, max_length=16)]
    title_zh: Words
    title_en: Words
    items: Annotated[tuple[MerchantRule, ...], Field(min_length=1)]


def parse_merchant_rules(data: Any) -> MerchantRules:
    """Return the rules; raises one `ValueError` (pydantic's) that lists every fault."""
    return TypeAdapter(MerchantRules).validate_python(data)
