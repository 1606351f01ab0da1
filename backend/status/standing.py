"""Which records count on a day, and the level that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from backend.records.catalogue import Catalogue, CatalogueItem, Polarity, Seriousness, SubjectKind
from backend.records.facts import RecordFacts, RecordState
from backend.records.periods import last_day_of_months
from backend.status.levels import Level, Tally
from backend.status.policy import StatusPolicy
from backend.status.report import LineReason

_BY_STATE = {
    RecordState.DISPUTED: LineReason.DISPUTED,
    RecordState.CORRECTED: LineReason.CORRECTED,
    RecordState.REPAIRED: LineReason.REPAIRED,
    RecordState.WITHDRAWN: LineReason.WITHDRAWN,
}

_PLACES = {reason: place for place, reason in enumerate(LineReason)}


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """A record, its item where the catalogue has it, and the last day on which it may count."""

    facts: RecordFacts
    item: CatalogueItem | None
    last_day: date | None
    reason: LineReason

    @property
    def is_adverse(self) -> bool:
        """Tell whether the record counts against the person."""
        return self.reason is LineReason.COUNTS_ADVERSE


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's judged records on one day under one policy."""

    records: tuple[JudgedRecord, ...]
    policy: StatusPolicy
    on: date

    def level(self, *, without: JudgedRecord | None = None, more_commendations: int = 0) -> Level:
        """Return the level, or what it would be without one record or with more commendations."""
        counting = [record for record in self.records if record is not without]
        return self.policy.level_for(_tally(counting, more_commendations))

    def moved_to(self, day: date) -> Standing:
        """Return how the same records stand on another day, if nothing but time passes."""
        records = (
            replace(record, reason=_reason(record.facts, record.item, record.last_day, day))
            for record in self.records
        )
        return Standing(tuple(records), self.policy, day)


def judge_records(
    records: Iterable[RecordFacts], catalogue: Catalogue, policy: StatusPolicy, on: date
) -> Standing:
    """Judge each record; the order is the same whatever order they came in, the weightiest first."""
    judged = [_judge(record, catalogue, policy, on) for record in records]
    return Standing(tuple(sorted(judged, key=_order)), policy, on)


def _judge(record: RecordFacts, catalogue: Catalogue, policy: StatusPolicy, on: date) -> JudgedRecord:
    item = catalogue.find_item(record.item_id)
    months = policy.find_counting_months(item) if item else None
    last_day = None
    if months is not None:
        longest = last_day_of_months(record.decided_on, months)
        last_day = min(longest, record.valid_until or longest)
    return JudgedRecord(record, item, last_day, _reason(record, item, last_day, on))


def _reason(record: RecordFacts, item: CatalogueItem | None, last_day: date | None, on: date) -> LineReason:
    if item is None:
        return LineReason.NOT_IN_CATALOGUE
    if item.subject_kind is SubjectKind.LEGAL:
        return LineReason.NOT_FOR_NATURAL_PERSONS
    if record.state is not RecordState.IN_FORCE:
        return _BY_STATE[record.state]
    if last_day is None:
        return LineReason.NEUTRAL
    if last_day < max(on, record.decided_on):
        return LineReason.EXPIRED
    if on < record.decided_on:
        return LineReason.NOT_YET
    return LineReason.COUNTS_ADVERSE if item.polarity is Polarity.ADVERSE else LineReason.COUNTS_COMMENDATION


def _tally(records: Iterable[JudgedRecord], more_commendations: int) -> Tally:
    adverse: Counter[Seriousness] = Counter()
    commendations = more_commendations
    for record in records:
        if record.is_adverse and record.item and record.item.seriousness:
            adverse[record.item.seriousness] += 1
        elif record.reason is LineReason.COUNTS_COMMENDATION:
            commendations += 1
    return Tally(adverse, commendations)


def _order(record: JudgedRecord) -> tuple[int, int, str]:
    return _PLACES[record.reason], -record.facts.decided_on.toordinal(), record.facts.record_id
