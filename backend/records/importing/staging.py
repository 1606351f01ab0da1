"""Putting the rows of a part into the staging table, together with the note that the part is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from backend.platform.database import insert_into
from backend.records.importing.models import ImportChunk, QuarantinedRow, import_row
from backend.records.importing.part_work import PartDone, Rejected, StagedRow

_COPY = f"COPY import_row ({', '.join(StagedRow._fields)}) FROM STDIN"
# Text format of COPY (PostgreSQL documentation, COPY, "Text Format").
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def stage_part(session: Session, batch_id: str, part: PartDone) -> None:
    """Stage a part in the caller's transaction; one that is staged already stays as it is."""
    noted = session.execute(
        insert_into(session, ImportChunk)
        .values(
            batch_id=batch_id,
            number=part.number,
            rows=part.rows,
            rejected=len(part.rejected),
            faults=dict(part.faults),
        )
        .on_conflict_do_nothing()
        .returning(ImportChunk.number)
    ).first()
    if noted is None:
        return
    put_rows(session, part.staged)
    put_in_quarantine(session, batch_id, part.rejected)


def put_rows(session: Session, rows: Sequence[StagedRow]) -> None:
    """Write staged rows, by COPY where there is one."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        session.execute(insert(import_row), [row._asdict() for row in rows])
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write("".join(map(_copy_line, rows)))


def put_in_quarantine(session: Session, batch_id: str, rejected: Sequence[Rejected]) -> None:
    """Write rows into the quarantine; what an interrupted run has left there of the same lines goes."""
    if not rejected:
        return
    session.execute(
        delete(QuarantinedRow).where(
            QuarantinedRow.batch_id == batch_id, QuarantinedRow.line.in_([row.line for row in rejected])
        )
    )
    rows = [
        {"batch_id": batch_id, "line": row.line, "faults": row.faults, "row_encrypted": row.row_encrypted}
        for row in rejected
    ]
    session.execute(insert(QuarantinedRow), rows)


def _copy_line(row: StagedRow) -> str:
    return "\t".join(map(_copy_value, row)) + "\n"


def _copy_value(value: object) -> str:
    match value:
        case None:
            return "\\N"
        case bytes():
            return f"\\\\x{value.hex()}"
        case str():
            return value.translate(_ESCAPES)
        case bool():
            return "t" if value else "f"
        case date():
            return value.isoformat()
        case _:
            return str(value)
