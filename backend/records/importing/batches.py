"""Batches: begun once for each content, closed with their figures, looked at by whoever delivered them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.platform.errors import NotFound
from backend.platform.ids import new_id
from backend.records.importing.merging import Merged
from backend.records.importing.models import ImportBatch, ImportChunk
from backend.records.importing.repeats import Repeats


class BatchState(StrEnum):
    """How far a batch has come."""

    STAGING = "staging"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Quality:
    """What a department has delivered so far; `faults` counts rejected rows by the codes of their faults."""

    department: str
    batches: int
    rows: int
    created: int
    replaced: int
    unchanged: int
    duplicates: int
    rejected: int
    late: int
    faults: dict[str, int]
    last_at: datetime | None


def begin_batch(session: Session, department: str, digest: str, name: str, at: datetime) -> ImportBatch:
    """Return the batch of this very content: a new one, or the one that an earlier run has begun or done."""
    batch = session.scalars(
        select(ImportBatch).where(ImportBatch.department == department, ImportBatch.content_digest == digest)
    ).first()
    if batch is None:
        batch = ImportBatch(
            id=new_id("bat"),
            department=department,
            content_digest=digest,
            file_name=name,
            state=BatchState.STAGING,
            started_at=at,
        )
        session.add(batch)
        session.flush()
    return batch


def get_batch(session: Session, department: str, batch_id: str) -> ImportBatch:
    """Return a batch of the department; raises `NotFound`, also for one of another department."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or batch.department != department:
        raise NotFound(
            "batch-not-found",
            zh="本部门没有这个批次，请核对批次编号。",
            en="The department has no such batch; please check its id.",
        )
    return batch


def list_staged_parts(session: Session, batch_id: str) -> set[int]:
    """Return the numbers of the parts that an interrupted run has staged."""
    return set(session.scalars(select(ImportChunk.number).where(ImportChunk.batch_id == batch_id)))


def close_batch(
    session: Session,
    batch: ImportBatch,
    parts: Sequence[ImportChunk],
    repeats: Repeats,
    merged: Merged,
    at: datetime,
) -> None:
    """Write the figures of a merged batch."""
    faults: Counter[str] = Counter()
    for part in parts:
        faults.update(part.faults)
    faults.update(fault.code for fault in repeats.contradicting.values())
    batch.rows = sum(part.rows for part in parts)
    batch.rejected = sum(part.rejected for part in parts) + len(repeats.contradicting)
    batch.duplicates = repeats.identical
    batch.created, batch.replaced = merged.created, merged.replaced
    batch.unchanged, batch.late = merged.unchanged, merged.late
    batch.faults = dict(faults)
    batch.state, batch.finished_at = BatchState.DONE, at


def read_quality(session: Session, department: str) -> Quality:
    """Return the figures of all of a department's batches that are done."""
    done = (ImportBatch.department == department, ImportBatch.state == BatchState.DONE)
    names = ("rows", "created", "replaced", "unchanged", "duplicates", "rejected", "late")
    sums = session.execute(
        select(
            func.count(),
            func.max(ImportBatch.finished_at),
            *(func.coalesce(func.sum(getattr(ImportBatch, name)), 0) for name in names),
        ).where(*done)
    ).one()
    faults: Counter[str] = Counter()
    for counted in session.scalars(select(ImportBatch.faults).where(*done)):
        faults.update(counted)
    batches, last_at, *figures = sums
    return Quality(
        department=department,
        batches=batches,
        faults=dict(faults.most_common()),
        last_at=last_at,
        **dict(zip(names, map(int, figures), strict=True)),
    )
