"""The published rules of rights: periods, what a deletion ends and leaves, and the privacy notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, with_config

Words = Annotated[str, Field(min_length=1)]
WordList = Annotated[tuple[Words, ...], Field(min_length=1)]
Count = Annotated[int, Field(gt=0, strict=True)]


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class Going:
    """Something that a deletion ends and deletes."""

    id: Words
    zh: Words
    en: Words


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class Staying:
    """Something that is left after a deletion, until when, and by which law."""

    id: Words
    zh: Words
    en: Words
    until_zh: Words
    until_en: Words
    basis_zh: Words
    basis_en: Words


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class NoticeSection:
    """One heading of the privacy notice with its sentences."""

    id: Words
    title_zh: Words
    title_en: Words
    zh: WordList
    en: WordList


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """The privacy notice in one version."""

    version: Words
    effective_from: date
    title_zh: Words
    title_en: Words
    sections: Annotated[tuple[NoticeSection, ...], Field(min_length=1)]


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class RightsRules:
    """Periods, limits, and the list that is shown before a deletion, in one version."""

    version: Words
    fresh_sign_in_minutes: Count
    exports_a_day: Count
    longest_wait_days: Count
    access_log_months: Count
    access_log_months_after_deletion: Count
    goes: Annotated[tuple[Going, ...], Field(min_length=1)]
    stays: Annotated[tuple[Staying, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class RightsPolicy:
    """All that is published of a citizen's rights."""

    rules: RightsRules
    notice: PrivacyNotice


_RULES = TypeAdapter(RightsRules)
_NOTICE = TypeAdapter(PrivacyNotice)


def parse_rights(rules: object, notice: object) -> RightsPolicy:
    """Return what `rights.yaml` and `privacy_notice.yaml` say; raises `ValueError` that lists the faults."""
    return RightsPolicy(_RULES.validate_python(rules), _NOTICE.validate_python(notice))
