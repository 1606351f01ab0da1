"""Counting encrypted values by the key that their first bytes name, in SQL: nothing is decrypted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Table, case, func, select
from sqlalchemy.orm import Session

from backend.platform.database import Database
from backend.platform.field_encryption import FORMAT, LONGEST_KEY_ID, find_key_id
from backend.platform.field_keys.place import NO_KEY, Counts

HEADER_BYTES = 2 + LONGEST_KEY_ID
"""So many first bytes of a value hold the id of its key."""


def count_column(database: Database, column: Column[Any], percent: float) -> Counts:
    """Count a column by key; PostgreSQL can read a sample of its pages, SQLite always reads all."""
    with database.reading() as session:
        source, share = _source_of(session, column.table, percent)
        stored = source.c[column.name]
        header = select(_header_of(stored).label("header")).where(stored.is_not(None)).subquery()
        rows = session.execute(select(header.c.header, func.count()).group_by(header.c.header)).all()
    return _by_key(((bytes(start), round(count / share)) for start, count in rows))


def count_starts(starts: Iterable[bytes]) -> Counts:
    """Count values by key, given the first bytes of each."""
    return _by_key((start, 1) for start in starts)


def _by_key(headers: Iterable[tuple[bytes, int]]) -> Counts:
    counts: dict[str, int] = {}
    for start, count in headers:
        key_id = find_key_id(start) or NO_KEY
        counts[key_id] = counts.get(key_id, 0) + count
    return counts


def _source_of(session: Session, table: FromClause, percent: float) -> tuple[FromClause, float]:
    if not isinstance(table, Table) or percent >= 100 or session.get_bind().dialect.name != "postgresql":
        return table, 1.0
    return table.tablesample(func.system(percent)), percent / 100


def _header_of(stored: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return, as SQL that both stores know, the bytes up to the end of the key's id."""
    by_length = {
        bytes([length]): func.substr(stored, 1, 2 + length) for length in range(1, LONGEST_KEY_ID + 1)
    }
    whole = case(by_length, value=func.substr(stored, 2, 1), else_=b"")
    return case((func.substr(stored, 1, 1) == bytes([FORMAT]), whole), else_=b"")
