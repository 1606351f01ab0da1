"""Noting that records changed, so that nothing which follows from them is believed for longer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, literal, select
from sqlalchemy.orm import Session

from backend.platform.database import insert_into
from backend.records.models import RecordsRevision

PREFIX_BYTES = 2


def note_change(session: Session, subject_index: bytes) -> None:
    """Note in the caller's transaction that a record of this subject changed."""
    note_changes(session, select(literal(subject_index[:PREFIX_BYTES]).label("prefix")))


def note_changes(session: Session, prefixes: Select[Any]) -> None:
    """Note the same for all subjects whose index begins with one of the selected, distinct, prefixes."""
    chosen = prefixes.subquery()
    rows = select(chosen.c.prefix, literal(1)).where(literal(True)).order_by(chosen.c.prefix)
    statement = insert_into(session, RecordsRevision).from_select(["prefix", "revision"], rows)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[RecordsRevision.prefix], set_={"revision": RecordsRevision.revision + 1}
        )
    )


def prefix_of(column: SQLColumnExpression[Any]) -> ColumnElement[bytes]:
    """Return the SQL expression of a subject index's prefix."""
    return func.substr(column, 1, PREFIX_BYTES)
