"""The purposes that a citizen may agree to, one by one, as published data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, cast

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    with_config,
)

from backend.platform.errors import NotFound

Words = Annotated[str, Field(min_length=1)]
WordList = Annotated[tuple[Words, ...], Field(min_length=1)]


class PurposeId(StrEnum):
    """Every use of personal data that the service asks consent for; no other may be published."""

    STATUS_EVALUATE = "status.evaluate"
    CERTIFICATE_ISSUE = "certificate.issue"
    CARD_LINK = "card.link"
    PERK_APPLY = "perk.apply"
    BOT_STATUS = "bot.status"
    NOTICE_WECHAT = "notice.wechat"


def _not_seen_before(purpose_id: PurposeId, info: ValidationInfo) -> PurposeId:
    seen = cast(set[PurposeId], info.context)
    if purpose_id in seen:
        raise ValueError(f"{purpose_id} is listed twice")
    seen.add(purpose_id)
    return purpose_id


@with_config(ConfigDict(extra="forbid", str_strip_whitespace=True))
@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose in one version of its wording, in the words a citizen reads before deciding.

    It names no other purpose: consents are never bundled (个人信息保护法 arts 14, 16, 17, 23).
    """

    id: Annotated[PurposeId, AfterValidator(_not_seen_before)]
    version: Annotated[str, Field(min_length=1, max_length=20)]
    title_zh: Words
    title_en: Words
    wording_zh: Words
    wording_en: Words
    reads_zh: WordList
    reads_en: WordList
    receives_zh: Words
    receives_en: Words
    kept_zh: Words
    kept_en: Words
    withdraw_zh: Words
    withdraw_en: Words
    basis_zh: Words
    basis_en: Words
    adults_only: Annotated[bool, Field(strict=True)]

    def __post_init__(self) -> None:
        if len(self.reads_zh) != len(self.reads_en):
            raise ValueError("reads_zh and reads_en must list the same things")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, slots=True)
class _PurposeFile:
    purposes: tuple[Purpose, ...]


_FILE = TypeAdapter(_PurposeFile)


@dataclass(frozen=True, slots=True)
class Purposes:
    """All purposes, in the order of the file."""

    by_id: Mapping[str, Purpose]

    def all(self) -> tuple[Purpose, ...]:
        """Return every purpose."""
        return tuple(self.by_id.values())

    def get(self, purpose_id: str) -> Purpose:
        """Return the purpose; raise `NotFound` where nothing of the kind is asked for."""
        purpose = self.by_id.get(purpose_id)
        if purpose is None:
            raise NotFound(
                "purpose-unknown",
                zh="没有这项授权，请在授权管理中选择。",
                en="There is no such purpose; please choose one from your list of consents.",
            )
        return purpose


def parse_purposes(data: object) -> Purposes:
    """Return the purposes of a parsed `consent.yaml`.

    Raises one `ValueError` that lists every fault with its place, and every purpose that is missing.
    """
    seen: set[PurposeId] = set()
    faults: list[str] = []
    purposes: tuple[Purpose, ...] = ()
    try:
        purposes = _FILE.validate_python(data, context=seen).purposes
    except ValidationError as error:
        faults.append(str(error))
    faults += [f"purposes: {purpose_id} is missing" for purpose_id in PurposeId if purpose_id not in seen]
    if faults:
        raise ValueError("\n".join(faults))
    return Purposes({purpose.id: purpose for purpose in purposes})
