"""Figures for the public: how many cases were decided, how many upheld, how long they took; nobody is found.

Counts under five are not told. Kinds of record with fewer cases go together into one line, and into that line
goes another one where it alone would still be small. How many were upheld is told only where neither that
number nor the rest of the line is small, and in total only where no line keeps it back: a difference gives
nothing away. A quarter is published once it is over, and a case belongs to the one in which it ended for
good, its review over or not asked for, so that no two looks differ by a single case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median_low

from sqlalchemy import select

from backend.platform.clock import CITY_ZONE, Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Invalid
from backend.redress.deadlines import working_days_between
from backend.redress.events import CaseKind, Event
from backend.redress.models import Case

SMALLEST = 5
_QUARTER = re.compile(r"(20\d\d)Q([1-4])")
_UPHELD = (Event.UPHOLD_CORRECTED, Event.UPHOLD_WITHDRAWN, Event.UPHOLD_PARTLY, Event.GRANT)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided case, as far as figures need it."""

    item_id: str
    is_upheld: bool
    working_days: int


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line: `item_id` None is all other kinds together, `upheld` None is kept back."""

    item_id: str | None
    decided: int
    upheld: int | None
    median_working_days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one kind of case; all None and no line where there are fewer than five."""

    decided: int | None
    upheld: int | None
    median_working_days: int | None
    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """The figures of a quarter that is over."""

    quarter: str
    disputes: Figures
    repairs: Figures


def summarise(cases: Iterable[Decided]) -> Figures:
    """Return what may be told of these cases."""
    by_item: dict[str | None, list[Decided]] = defaultdict(list)
    for case in cases:
        by_item[case.item_id].append(case)
    everything = [case for group in by_item.values() for case in group]
    if len(everything) < SMALLEST:
        return Figures(None, None, None, ())
    groups = _joined(by_item)
    lines = tuple(_line(item_id, group) for item_id, group in groups)
    keeps_back = any(line.upheld is None for line in lines)
    total = _line(None, everything)
    return Figures(total.decided, None if keeps_back else total.upheld, total.median_working_days, lines)


def _joined(by_item: dict[str | None, list[Decided]]) -> Sequence[tuple[str | None, list[Decided]]]:
    """Return the groups that can be told, the smaller ones joined; the largest first."""
    order = sorted(by_item.items(), key=lambda one: (-len(one[1]), str(one[0])))
    told = [one for one in order if len(one[1]) >= SMALLEST]
    others = [case for _, group in order if len(group) < SMALLEST for case in group]
    if 0 < len(others) < SMALLEST:
        others += told.pop()[1]
    return [*told, *([(None, others)] if others else [])]


def _line(item_id: str | None, group: Sequence[Decided]) -> FigureLine:
    upheld = sum(case.is_upheld for case in group)
    is_small = 0 < upheld < SMALLEST or 0 < len(group) - upheld < SMALLEST
    days = median_low(case.working_days for case in group)
    return FigureLine(item_id, len(group), None if is_small else upheld, days)


class FiguresService:
    """Publishes figures of quarters that are over."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def read(self, quarter: str | None) -> QuarterFigures:
        """Return the figures of a quarter such as 2026Q3, without one of the last that is over.

        Raises `Invalid` for what is no quarter, or is not over yet.
        """
        today = city_date(self._clock.now())
        name = quarter or _last_over(today)
        first, after = _days_of(name)
        if after > today:
            raise Invalid(
                "quarter-not-over",
                zh="这个季度还没有结束，结束后公布。",
                en="This quarter is not over yet; it is published then.",
            )
        return QuarterFigures(
            name, *(self._summarise(kind, first, after) for kind in (CaseKind.DISPUTE, CaseKind.REPAIR))
        )

    def _summarise(self, kind: CaseKind, first: date, after: date) -> Figures:
        query = select(Case.item_id, Case.outcome, Case.opened_at, Case.decided_at).where(
            Case.kind == kind, Case.closed_at >= _midnight(first), Case.closed_at < _midnight(after)
        )
        with self._database.reading() as session:
            rows = session.execute(query).all()
        return summarise(
            Decided(item_id, outcome in _UPHELD, working_days_between(city_date(opened), city_date(decided)))
            for item_id, outcome, opened, decided in rows
            if decided is not None
        )


def _last_over(today: date) -> str:
    index = today.year * 4 + (today.month - 1) // 3 - 1
    return f"{index // 4}Q{index % 4 + 1}"


def _days_of(quarter: str) -> tuple[date, date]:
    """Return the first day of a quarter and the first day after it."""
    found = _QUARTER.fullmatch(quarter)
    if found is None:
        raise Invalid("quarter-malformed", zh="季度应写作 2026Q3。", en="A quarter is written 2026Q3.")
    index = int(found[1]) * 4 + int(found[2]) - 1
    first, after = (date(one // 4, one % 4 * 3 + 1, 1) for one in (index, index + 1))
    return first, after


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE)
