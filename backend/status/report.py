"""The answer to "what is my status": a level, a line for each record, and what would raise it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.status.levels import Level


class LineReason(StrEnum):
    """Why a record counts or does not, in the order in which the lines of a report stand."""

    COUNTS_ADVERSE = "counts_adverse"
    COUNTS_COMMENDATION = "counts_commendation"
    NEUTRAL = "neutral"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    REPAIRED = "repaired"
    WITHDRAWN = "withdrawn"
    NOT_IN_CATALOGUE = "not_in_catalogue"
    NOT_FOR_NATURAL_PERSONS = "not_for_natural_persons"

    @property
    def counts(self) -> bool:
        """Tell whether a record with this reason has a part in the level."""
        return self in (LineReason.COUNTS_ADVERSE, LineReason.COUNTS_COMMENDATION)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record and its part in the level, in words.

    `until` is the last day, inclusive, on which the record counts or (`expired`) counted; for `not_yet`
    it is the first day on which it will count; for every other reason no day matters and it is None.
    """

    record_id: str
    item_id: str
    counts: bool
    reason: LineReason
    zh: str
    en: str
    until: date | None


class ImprovementCode(StrEnum):
    """The kinds of thing that can raise a level."""

    RECORD_EXPIRES = "record_expires"
    COMMENDATION_STARTS = "commendation_starts"
    REPAIR_OPEN = "repair_open"
    REPAIR_LATER = "repair_later"
    DUTY_FIRST = "duty_first"
    ASK_SOURCE = "ask_source"
    DISPUTE_IF_WRONG = "dispute_if_wrong"
    EARN_COMMENDATION = "earn_commendation"


@dataclass(frozen=True, slots=True)
class Improvement:
    """Something that would raise the level, or bring that nearer.

    `on` is the first day on which it happens (`record_expires`, `commendation_starts`) or can be asked
    for (repairs; None where the duty alone stands in the way); `record_id` names the record concerned.
    """

    code: ImprovementCode
    zh: str
    en: str
    on: date | None
    record_id: str | None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The status on a day, with the editions that it follows from."""

    level: Level
    policy_version: str
    catalogue_version: str
    evaluated_on: date
    lines: tuple[RecordLine, ...]
    improvements: tuple[Improvement, ...]

    @property
    def has_no_adverse(self) -> bool:
        """Tell whether no adverse record counts on that day."""
        return all(line.reason is not LineReason.COUNTS_ADVERSE for line in self.lines)
