"""The quarantine: rows that could not go in, read back for whoever mends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.platform.field_encryption import FieldCipher
from backend.records.importing.delivered_file import write_cells
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, REPORT_HEADINGS
from backend.records.importing.models import QuarantinedRow
from backend.records.importing.part_work import quarantine_context

_FIELDS = (*RECORD_FIELDS, *DETAIL_FIELDS)
_ROWS_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row as it was delivered, by field key; a row that could not be read at all stands under `""`."""

    line: int
    faults: Sequence[Mapping[str, str]]
    cells: Mapping[str, str]


def list_quarantined(session: Session, cipher: FieldCipher, batch_id: str) -> Iterator[FaultyRow]:
    """Yield the batch's rows in the order of their lines."""
    rows = session.execute(
        select(QuarantinedRow.line, QuarantinedRow.faults, QuarantinedRow.row_encrypted)
        .where(QuarantinedRow.batch_id == batch_id)
        .order_by(QuarantinedRow.line)
        .execution_options(yield_per=_ROWS_AT_A_TIME)
    )
    for line, faults, row_encrypted in rows:
        cells: Any = orjson.loads(cipher.decrypt(row_encrypted, quarantine_context(batch_id, line)))
        yield FaultyRow(line, faults, cells)


def write_quarantine(rows: Iterator[FaultyRow], out: TextIO) -> int:
    """Write a CSV that can be mended and imported again, what is wrong in its first columns; count the rows.

    A row that could not be divided into cells is written as it came, for people to put in order.
    """
    print(write_cells([*REPORT_HEADINGS, *(field.headings[0] for field in _FIELDS)]), file=out)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007  the last number is the answer
        fields = "；".join(fault["field"] for fault in row.faults)
        reasons = "；".join(fault["zh"] for fault in row.faults)
        report = write_cells([str(row.line), fields, reasons])
        whole = row.cells.get("")
        cells = write_cells([row.cells.get(field.key, "") for field in _FIELDS]) if whole is None else whole
        print(f"{report},{cells}", file=out)
    return count
