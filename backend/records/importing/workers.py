"""Work on the parts of a file in processes of their own, which on PostgreSQL also stage what they did."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Self

from backend.platform.database import Database
from backend.records.importing.delivered_file import RawRow
from backend.records.importing.part_work import PartDone, PartWork
from backend.records.importing.staging import stage_part

Part = tuple[int, Sequence[RawRow]]

_AHEAD = 2  # parts that wait for each process: enough that none is idle, few enough to keep memory flat


@dataclass(frozen=True, slots=True)
class Worked:
    """What is left to tell of a part that is staged, or to stage (`part`)."""

    number: int
    rows: int
    rejected: int
    part: PartDone | None

    @staticmethod
    def of(part: PartDone) -> Worked:
        """Return a part that is still to be staged."""
        return Worked(part.number, part.rows, len(part.rejected), part)


class Workers:
    """As many processes as there are cores, for file after file: they start with the first part.

    With `stage_at`, the address of a PostgreSQL database, they stage the parts too; otherwise the parts
    themselves come back. Used as a context, at whose end they are gone.
    """

    def __init__(self, stage_at: str | None) -> None:
        self._stage_at = stage_at
        self._processes = os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def work_on(self, parts: Iterator[Part], work: PartWork) -> Iterator[Worked]:
        """Yield the parts as they are done."""
        pool = self._started()
        waiting: set[Future[Worked]] = set()
        try:
            for number, rows in parts:
                # As plain tuples, which travel to another process at half the price.
                waiting.add(pool.submit(_do, work, number, [(row.line, row.content) for row in rows]))
                if len(waiting) >= self._processes * _AHEAD:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            yield from (future.result() for future in waiting)
        finally:
            for future in waiting:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=_context(), initializer=_begin, initargs=(self._stage_at,)
            )
        return self._pool


def _context() -> BaseContext:
    """Return how processes start: from a server that has this module ready."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


class _Process:
    """What a process keeps between two parts."""

    database: Database | None


def _begin(stage_at: str | None) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Process.database = Database(stage_at, pool_size=1) if stage_at else None


def _end_with_parent() -> None:
    """End this process when its parent was killed: nobody would ever tell it to."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(work: PartWork, number: int, rows: Sequence[tuple[int, bytes]]) -> Worked:
    part = work.do(number, [RawRow(*row) for row in rows])
    if _Process.database is None:
        return Worked.of(part)
    with _Process.database.transaction() as session:
        stage_part(session, work.batch_id, part)
    return Worked(number, part.rows, len(part.rejected), None)
