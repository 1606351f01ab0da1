"""Records that a batch holds more than once: the same again is dropped, anything else is for people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.records.importing.models import import_row
from backend.records.importing.row_check import Fault

_staged = import_row.c
_LINES_AT_A_TIME = 10_000

FindRows = Callable[[Collection[int]], Mapping[int, bytes]]
"""Finds again, by their lines, the rows of the delivery that is being imported."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many rows were dropped as identical, and the lines of those that contradict an earlier line."""

    identical: int
    contradicting: Mapping[int, Fault]


def settle_repeats(session: Session, batch_id: str) -> Repeats:
    """Leave of each record only its first line staged."""
    identical, contradicting = [], {}
    for first, row in _list_repeats(session, batch_id):
        if row.fingerprint == first.fingerprint:
            identical.append(row.line)
        else:
            zh = f"与第{first.line}行是同一条记录而内容不同"
            contradicting[row.line] = Fault("决定书文号", "conflict-in-file", zh)
    lines = [*identical, *contradicting]
    for start in range(0, len(lines), _LINES_AT_A_TIME):
        some = lines[start : start + _LINES_AT_A_TIME]
        session.execute(delete(import_row).where(_staged.batch_id == batch_id, _staged.line.in_(some)))
    return Repeats(len(identical), contradicting)


@dataclass(frozen=True, slots=True)
class _Staged:
    record_id: str
    line: int
    fingerprint: bytes


def _list_repeats(session: Session, batch_id: str) -> Iterator[tuple[_Staged, _Staged]]:
    """Yield the first row of a record with each later row of the same."""
    repeated = (
        select(_staged.record_id)
        .where(_staged.batch_id == batch_id)
        .group_by(_staged.record_id)
        .having(func.count() > 1)
    )
    rows = session.execute(
        select(_staged.record_id, _staged.line, _staged.fingerprint)
        .where(_staged.batch_id == batch_id, _staged.record_id.in_(repeated))
        .order_by(_staged.record_id, _staged.line)
    )
    for _, group in groupby((_Staged(*row) for row in rows), attrgetter("record_id")):
        first, *others = group
        yield from ((first, other) for other in others)
