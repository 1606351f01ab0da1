"""Putting the rows of a part into the staging table, together with the note that the part is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from backend.platform.database import insert_into
from backend.records.importing.models import ImportChunk, QuarantinedRow, import_row
from backend.records.importing.part_work import PartDone, Rejected, StagedRow

_COPY = f"COPY import_row ({', '.join(StagedRow._fields)}) FROM STDIN"
# Text format of COPY (PostgreSQL documentation, COPY, "Text Format").
_NULL = "\\N"
_NEEDS_ESCAPE = re.compile(r"[\\\t\n\r]")
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
    # Written out, as a loop over the values would cost four times as much, on every row.
    return (
        f"{row.batch_id}\t{row.line}\t\\\\x{row.subject_index.hex()}\t{row.record_id}\t{row.subject_kind}"
        f"\t{row.item_id}\t{_text(row.document_number)}\t{_text(row.title)}\t{row.decided_on}"
        f"\t{row.valid_until or _NULL}\t{row.duty_fulfilled_on or _NULL}\t{row.revised_on or _NULL}"
        f"\t{row.state}\t\\\\x{row.details_encrypted.hex()}\t\\\\x{row.fingerprint.hex()}"
        f"\t{row.organisation_code or _NULL}\t{_text(row.organisation_name)}\t{_text(row.representative)}"
        f"\t{row.is_registration}\t{row.is_late}\n"
    )


def _text(text: str | None) -> str:
    return _NULL if text is None else text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text
