"""A file on its way: its parts worked on and staged, the batch merged as one change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.records.importing.batches import BatchState, close_batch, list_staged_parts
from backend.records.importing.delivered_file import DeliveredFile, RawRow
from backend.records.importing.merging import hold_merging, merge_staged
from backend.records.importing.models import ImportBatch, ImportChunk
from backend.records.importing.part_work import PartWork, Rejected
from backend.records.importing.repeats import Repeats, settle_repeats
from backend.records.importing.row_reading import RowReader
from backend.records.importing.staging import put_in_quarantine, stage_part
from backend.records.importing.workers import Worked, Workers

_ROWS_OF_A_PART = 5000
# Below this a file is done before other processes would have started.
_SMALL_FILE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come; `is_merging` when every row is staged."""

    rows: int
    rejected: int
    bytes_behind: int
    bytes_in_all: int
    is_merging: bool = False


class FileImport:
    """Imports one file; an interrupted one goes on with the parts that are not staged yet."""

    def __init__(
        self, database: Database, clock: Clock, file: DeliveredFile, work: PartWork, workers: Workers
    ) -> None:
        self._workers = workers
        self._database = database
        self._clock = clock
        self._file = file
        self._work = work
        self._bytes_behind = 0

    def stage(self, on_progress: Callable[[Progress], None]) -> None:
        """Stage every part that is not staged yet."""
        with self._database.reading() as session:
            staged = list_staged_parts(session, self._work.batch_id)
        rows = rejected = 0
        for worked in self._work_on_parts(staged):
            if worked.part is not None:
                with self._database.transaction() as session:
                    stage_part(session, self._work.batch_id, worked.part)
            rows += worked.rows
            rejected += worked.rejected
            on_progress(Progress(rows, rejected, self._bytes_behind, self._file.size))
        on_progress(Progress(rows, rejected, self._file.size, self._file.size, is_merging=True))

    def merge(self) -> ImportBatch:
        """Merge what is staged, unless another run has done so meanwhile."""
        with self._database.transaction() as session:
            self._prepare(session)
            hold_merging(session)
            batch = session.get_one(ImportBatch, self._work.batch_id, with_for_update=True)
            if batch.state == BatchState.DONE:
                return batch
            parts = session.scalars(select(ImportChunk).where(ImportChunk.batch_id == batch.id)).all()
            session.expunge_all()
            session.add(batch)
            repeats = settle_repeats(session, batch.id)
            put_in_quarantine(session, batch.id, refuse_repeats(self._work, repeats, self._find_rows))
            now = self._clock.now()
            merged = merge_staged(session, batch.id, batch.department, now)
            close_batch(session, batch, parts, repeats, merged, now)
            return batch

    def _work_on_parts(self, staged: Collection[int]) -> Iterator[Worked]:
        parts = self._parts(staged)
        if self._file.size < _SMALL_FILE_BYTES:
            return (Worked.of(self._work.do(number, rows)) for number, rows in parts)
        return self._workers.work_on(parts, self._work)

    def _parts(self, staged: Collection[int]) -> Iterator[tuple[int, Sequence[RawRow]]]:
        for number, (rows, behind) in enumerate(self._file.parts(_ROWS_OF_A_PART)):
            self._bytes_behind = behind
            if number not in staged:
                yield number, rows

    def _find_rows(self, lines: Collection[int]) -> Mapping[int, bytes]:
        parts = self._file.parts(_ROWS_OF_A_PART) if lines else ()
        return {row.line: row.content for rows, _ in parts for row in rows if row.line in lines}

    def _prepare(self, session: Session) -> None:
        """Let the database know what it is about to join, and give it room to do so in memory."""
        if self._is_postgres:
            session.execute(text("SET LOCAL work_mem = '256MB'"))
            session.execute(text("ANALYZE import_row"))

    @property
    def _is_postgres(self) -> bool:
        return self._database.dialect == "postgresql"


def refuse_repeats(
    work: PartWork, repeats: Repeats, find_rows: Callable[[Collection[int]], Mapping[int, bytes]]
) -> list[Rejected]:
    """Return for the quarantine the rows that contradict an earlier one of the same batch."""
    contents = find_rows(repeats.contradicting.keys())
    reader = RowReader(work.layout)
    return [
        work.reject(line, [fault], contents[line], reader.read(RawRow(line, contents[line])))
        for line, fault in repeats.contradicting.items()
    ]
