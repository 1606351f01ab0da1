"""What a shop did on a day: its own scans and redemptions, page by page, with the whole day's counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.platform.clock import CITY_ZONE

Row = TypeVar("Row")
USUAL_PAGE, LONGEST_PAGE = 100, 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Sixteen digits of microseconds reach to the year 2286.
_PLACE = re.compile(r"([0-9]{1,16})-(\w{1,40})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where a page ended; it names no row, since that one may be erased before the next page is asked for."""

    at: datetime
    id: str

    @property
    def text(self) -> str:
        """Return the place for an address."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


def parse_place(text: str) -> Place | None:
    """Return the place that a text names, or None."""
    found = _PLACE.fullmatch(text)
    return Place(_EPOCH + timedelta(microseconds=int(found[1])), found[2]) if found else None


@dataclass(frozen=True)
class DayWish:
    """Which part of the past: a day of the city or all of it, from where on, and how much of it."""

    on: date | None = None
    before: Place | None = None
    limit: int = USUAL_PAGE


@dataclass(frozen=True)
class PastPage(Generic[Row]):
    """Rows, newest first; `next` is where the page after it begins, `counts` the day's, by what was told."""

    entries: Sequence[Row]
    next: Place | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


class PastList(Generic[Row]):
    """Pages through one kind of row; `told` turns what is stored into what a shop may know of it."""

    def __init__(
        self,
        kind: type[Row],
        at: InstrumentedAttribute[datetime],
        row_id: InstrumentedAttribute[str],
        outcome: InstrumentedAttribute[Any],
        told: Callable[[Any], str],
    ) -> None:
        self._kind = kind
        self._at = at
        self._id = row_id
        self._outcome = outcome
        self._told = told

    def read(self, session: Session, whose: ColumnElement[bool], wish: DayWish) -> PastPage[Row]:
        """Return a page of the rows that are `whose`."""
        among = [whose, *self._bounds(wish.on)]
        asked = among
        if wish.before is not None:
            asked = [*among, tuple_(self._at, self._id) < (wish.before.at, wish.before.id)]
        newest = select(self._kind).where(*asked).order_by(self._at.desc(), self._id.desc())
        rows = session.scalars(newest.limit(wish.limit + 1)).all()
        page, has_more = rows[: wish.limit], len(rows) > wish.limit
        counts = self._count(session, among) if wish.on is not None else {}
        return PastPage(page, self._place_of(page[-1]) if has_more else None, counts)

    def _bounds(self, on: date | None) -> list[ColumnElement[bool]]:
        if on is None:
            return []
        begins = datetime.combine(on, time(), CITY_ZONE)
        return [self._at >= begins, self._at < begins + timedelta(days=1)]

    def _count(self, session: Session, among: Sequence[ColumnElement[bool]]) -> Mapping[str, int]:
        counts: Counter[str] = Counter()
        query = select(self._outcome, func.count()).where(*among).group_by(self._outcome)
        for stored, count in session.execute(query):
            counts[str(self._told(stored))] += count
        return dict(counts)

    def _place_of(self, row: Row) -> Place:
        return Place(getattr(row, self._at.key), getattr(row, self._id.key))
