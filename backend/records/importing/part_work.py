"""The work on one part of a delivery that needs no store: read, check, index, encrypt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import orjson

from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.ids import derived_id
from backend.records.catalogue import SubjectKind
from backend.records.details import SUBJECT_NAME, seal_details
from backend.records.importing.delivered_file import Layout, RawRow
from backend.records.importing.row_check import CheckedRow, Fault, RowCheck
from backend.records.importing.row_reading import RowReader
from backend.records.importing.rules import ItemRule
from backend.records.organisations import INDEX_KIND

_FINGERPRINT_BYTES = 16
_INDEX_KINDS = {SubjectKind.NATURAL: "id_number", SubjectKind.LEGAL: INDEX_KIND}


class StagedRow(NamedTuple):
    """A good row in the order of the columns of `import_row`."""

    batch_id: str
    line: int
    subject_index: bytes
    record_id: str
    subject_kind: str
    item_id: str
    document_number: str
    title: str
    decided_on: date
    valid_until: date | None
    duty_fulfilled_on: date | None
    revised_on: date | None
    state: str
    details_encrypted: bytes
    fingerprint: bytes
    organisation_code: str | None
    organisation_name: str | None
    representative: str | None
    is_registration: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row for the quarantine: what is wrong with it, and the row itself, readable with our keys only."""

    line: int
    faults: list[dict[str, str]]
    row_encrypted: bytes


@dataclass(frozen=True, slots=True)
class PartDone:
    """What became of a part; `faults` counts rejected rows by the codes of their faults."""

    number: int
    rows: int
    staged: list[StagedRow]
    rejected: list[Rejected]
    faults: Mapping[str, int]


@dataclass(frozen=True)
class PartWork:
    """Everything that a process must have to work on the parts of one batch."""

    batch_id: str
    department: str
    today: date
    layout: Layout
    rules: Mapping[str, ItemRule]
    cipher: FieldCipher
    blind_index: BlindIndex

    def do(self, number: int, rows: Sequence[RawRow]) -> PartDone:
        """Return what becomes of the part."""
        reader, check = RowReader(self.layout), RowCheck(self.department, self.rules, self.today)
        staged, rejected = [], []
        codes: Counter[str] = Counter()
        for row in rows:
            cells = reader.read(row)
            checked = [cells] if isinstance(cells, Fault) else check.check(cells)
            if isinstance(checked, CheckedRow):
                staged.append(self.stage(row.line, checked))
            else:
                codes.update({fault.code for fault in checked})
                rejected.append(self.reject(row.line, checked, row.content, cells))
        return PartDone(number, len(rows), staged, rejected, dict(codes))

    def stage(self, line: int, row: CheckedRow) -> StagedRow:
        """Return a checked row as it waits to be merged: its subject indexed, its details encrypted."""
        index = self.blind_index.of
        subject_index = index(_INDEX_KINDS[row.subject_kind], row.subject_code)
        identity = f"{self.department}\0{row.document_number}\0{row.item_id}\0{subject_index.hex()}"
        record_id = derived_id("rec", index("credit_record", identity))
        details = {SUBJECT_NAME: row.subject_name, **row.details}
        is_legal = row.subject_kind is SubjectKind.LEGAL
        return StagedRow(
            self.batch_id,
            line,
            subject_index,
            record_id,
            row.subject_kind,
            row.item_id,
            row.document_number,
            row.title,
            row.decided_on,
            row.valid_until,
            row.duty_fulfilled_on,
            row.revised_on,
            row.state,
            seal_details(self.cipher, record_id, details),
            index("credit_record.content", _content_of(row, details))[:_FINGERPRINT_BYTES],
            row.subject_code if is_legal else None,
            row.subject_name if is_legal else None,
            row.representative,
            row.is_registration,
            row.is_late,
        )

    def reject(
        self, line: int, faults: Sequence[Fault], content: bytes, cells: Mapping[str, str] | Fault
    ) -> Rejected:
        """Return a faulty row as it goes into the quarantine."""
        kept = {"": content.decode(self.layout.encoding, "replace")} if isinstance(cells, Fault) else cells
        row = self.cipher.encrypt(orjson.dumps(dict(kept)).decode(), quarantine_context(self.batch_id, line))
        return Rejected(line, [asdict(fault) for fault in faults], row)


def quarantine_context(batch_id: str, line: int) -> str:
    """Return the place that a quarantined row is encrypted for."""
    return f"quarantined_row/{batch_id}/{line}"


def _content_of(row: CheckedRow, details: Mapping[str, Any]) -> str:
    """Return all that a later delivery of the same record could change."""
    changeable = (
        row.title,
        row.decided_on,
        row.valid_until,
        row.duty_fulfilled_on,
        row.state,
        row.representative,
        details,
    )
    return orjson.dumps(changeable, option=orjson.OPT_SORT_KEYS).decode()
