"""What of somebody's records counts, today or on a day to come: all that a perk's rule may ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.records.catalogue import Catalogue, Polarity, Seriousness
from backend.records.periods import day_after
from backend.status.evaluation import LineReason, RecordLine, StatusReport
from backend.status.levels import Tally
from backend.status.policy import Level, StatusPolicy


@dataclass(frozen=True, slots=True)
class Counted:
    """The level on a day, the classes of adverse record that count, and the commendations, by their items."""

    level: Level
    adverse: frozenset[Seriousness]
    commendations: frozenset[str]
    policy: StatusPolicy

    def reaches(self, level_id: str) -> bool:
        """Tell whether the level is this one or better."""
        return self.level.rank >= self.policy.get_level(level_id).rank


def count_on(day: date, report: StatusReport, catalogue: Catalogue, policy: StatusPolicy) -> Counted:
    """Return what counts on a day, if nothing but time passes after the report.

    A report does not say how long a record will count that does not count yet. So that no day is promised too
    early, such a commendation is held to count on its first day alone, and such an adverse record for good.
    """
    adverse: Counter[Seriousness] = Counter()
    commendations: list[str] = []
    for line in report.lines:
        item = catalogue.find_item(line.item_id)
        if item is None or not _counts_on(day, line, item.polarity):
            continue
        if item.seriousness is not None:
            adverse[item.seriousness] += 1
        else:
            commendations.append(item.id)
    level = policy.level_for(Tally(adverse, len(commendations)))
    return Counted(level, frozenset(adverse), frozenset(commendations), policy)


def list_turns(report: StatusReport) -> list[date]:
    """Return the days to come on which something may begin to speak for the person, the soonest first."""
    return sorted({day for day in _turns(report) if day > report.evaluated_on})


def _turns(report: StatusReport) -> Iterator[date]:
    for line in report.lines:
        if line.until is not None and line.reason is LineReason.COUNTS_ADVERSE:
            yield day_after(line.until)
        elif line.until is not None and line.reason is LineReason.NOT_YET:
            yield line.until


def _counts_on(day: date, line: RecordLine, polarity: Polarity) -> bool:
    if line.until is None:
        return False
    if line.reason is LineReason.NOT_YET:
        return line.until <= day if polarity is Polarity.ADVERSE else line.until == day
    return line.counts and day <= line.until
