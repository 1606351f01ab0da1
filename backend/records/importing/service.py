"""Use cases of a department's deliveries: a file or a few rows in, and what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import orjson

from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Invalid
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.records.catalogue import Catalogue
from backend.records.importing.batches import (
    BatchState,
    Quality,
    begin_batch,
    close_batch,
    get_batch,
    read_quality,
)
from backend.records.importing.delivered_file import DeliveredFile, Format, Layout, RawRow
from backend.records.importing.file_import import FileImport, Progress, refuse_repeats
from backend.records.importing.merging import clear_staging, hold_merging, list_outcomes, merge_staged
from backend.records.importing.models import ImportBatch, ImportChunk
from backend.records.importing.outcomes import RowOutcome
from backend.records.importing.part_work import PartDone, PartWork
from backend.records.importing.quarantine import list_quarantined, write_quarantine
from backend.records.importing.repeats import Repeats, settle_repeats
from backend.records.importing.row_reading import RowReader
from backend.records.importing.rules import rules_of
from backend.records.importing.staging import put_in_quarantine, put_rows
from backend.records.importing.workers import Workers

MOST_ROWS_AT_ONCE = 1000

_OBJECTS = Layout(Format.JSON_LINES, "utf-8", ())


@dataclass(frozen=True, slots=True)
class Imported:
    """A batch with its figures; `was_done`: this very content came before, and changed nothing now."""

    batch: ImportBatch
    was_done: bool
    unread_headings: Sequence[str]


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of a delivered row."""

    line: int
    outcome: RowOutcome
    record_id: str | None
    faults: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A batch of a few rows, and the answer to each in their order."""

    batch_id: str
    answers: Sequence[RowAnswer]


class ImportService:
    """Takes what source departments deliver; a crash at any moment leaves the old state or the new one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogue: Catalogue,
        cipher: FieldCipher,
        blind_index: BlindIndex,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._cipher = cipher
        self._blind_index = blind_index
        self._rules = rules_of(catalogue)

    def import_file(
        self,
        path: Path,
        department: str,
        on_progress: Callable[[Progress], None] = lambda _: None,
        workers: Workers | None = None,
    ) -> Imported:
        """Import a file, or go on where an interrupted run stopped; the same content again changes nothing.

        Whoever imports several hands in `workers`, which then work on all of them.

        Raises `NotFound` for an unknown department, `Invalid` for a file that lacks what it must have.
        """
        self._catalogue.get_department(department)
        file = DeliveredFile(path)
        unread = RowReader(file.layout).unread_headings
        with self._database.transaction() as session:
            batch = begin_batch(session, department, file.digest(), path.name, self._clock.now())
        if batch.state == BatchState.DONE:
            return Imported(batch, was_done=True, unread_headings=unread)
        work = self._work_of(batch, file.layout)
        with nullcontext(workers) if workers else self.open_workers() as at_work:
            running = FileImport(self._database, self._clock, file, work, at_work)
            running.stage(on_progress)
        return Imported(running.merge(), was_done=False, unread_headings=unread)

    def open_workers(self) -> Workers:
        """Return processes for the parts of files, to be used as a context."""
        return Workers(self._database.url if self._database.dialect == "postgresql" else None)

    def deliver(self, department: str, rows: Sequence[object]) -> Delivered:
        """Take a few rows, each a mapping by field key or heading, and answer each, all in one transaction.

        Raises `NotFound` for an unknown department, `Invalid` for no row or over `MOST_ROWS_AT_ONCE`.
        """
        self._catalogue.get_department(department)
        if not 0 < len(rows) <= MOST_ROWS_AT_ONCE:
            raise Invalid(
                "rows-too-few-or-many",
                zh=f"每次应提交 1 至 {MOST_ROWS_AT_ONCE} 行；更多请用文件导入。",
                en=f"Please send 1 to {MOST_ROWS_AT_ONCE} rows at a time; import a file for more.",
            )
        raw = [RawRow(line, orjson.dumps(row)) for line, row in enumerate(rows, 1)]
        contents = {row.line: row.content for row in raw}
        digest = hashlib.sha256(b"\n".join(contents.values())).hexdigest()
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_merging(session)
            batch = begin_batch(session, department, digest, "", now)
            work = self._work_of(batch, _OBJECTS)
            part = work.do(0, raw)
            put_rows(session, part.staged)
            repeats = settle_repeats(session, batch.id)
            outcomes = list_outcomes(session, batch.id)
            if batch.state == BatchState.DONE:
                clear_staging(session, batch.id)
            else:
                put_in_quarantine(session, batch.id, part.rejected)
                put_in_quarantine(session, batch.id, refuse_repeats(work, repeats, lambda _: contents))
                merged = merge_staged(session, batch.id, department, now)
                close_batch(session, batch, [_chunk_of(part)], repeats, merged, now)
        return Delivered(batch.id, _answer_rows(part, repeats, outcomes))

    def write_quarantine(self, department: str, batch_id: str, out: TextIO) -> int:
        """Write the batch's rows that could not go in, as a CSV to mend; raises `NotFound`."""
        with self._database.reading() as session:
            batch = get_batch(session, department, batch_id)
            return write_quarantine(list_quarantined(session, self._cipher, batch.id), out)

    def read_quality(self, department: str) -> Quality:
        """Return what the department has delivered so far; raises `NotFound` for an unknown one."""
        self._catalogue.get_department(department)
        with self._database.reading() as session:
            return read_quality(session, department)

    def _work_of(self, batch: ImportBatch, layout: Layout) -> PartWork:
        # The day on which the batch began, so that a rerun on another day judges the rest alike.
        today = city_date(batch.started_at)
        return PartWork(
            batch.id, batch.department, today, layout, self._rules, self._cipher, self._blind_index
        )


def _chunk_of(part: PartDone) -> ImportChunk:
    return ImportChunk(rows=part.rows, rejected=len(part.rejected), faults=part.faults)


def _answer_rows(part: PartDone, repeats: Repeats, outcomes: Mapping[int, RowOutcome]) -> list[RowAnswer]:
    answers = [RowAnswer(row.line, RowOutcome.REJECTED, None, row.faults) for row in part.rejected]
    for line, fault in repeats.contradicting.items():
        answers.append(RowAnswer(line, RowOutcome.REJECTED, None, [asdict(fault)]))
    for row in part.staged:
        if row.line not in repeats.contradicting:
            outcome = outcomes.get(row.line, RowOutcome.DUPLICATE)
            answers.append(RowAnswer(row.line, outcome, row.record_id, ()))
    return sorted(answers, key=lambda answer: answer.line)
