"""Merging the staged rows of a batch into the records: set by set, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from backend.platform.database import insert_into
from backend.records.facts import RecordState
from backend.records.importing.models import ImportChunk, import_row
from backend.records.importing.outcomes import RowOutcome
from backend.records.models import CreditRecord, CreditRecordVersion, Organisation
from backend.records.revisions import note_changes, prefix_of

# Any number that nothing else locks by: one batch is merged at a time.
_MERGE_LOCK = 7_203_514

_record: Any = CreditRecord.__table__
_staged = import_row.c
_REPLACED = (
    "title",
    "decided_on",
    "valid_until",
    "duty_fulfilled_on",
    "revised_on",
    "details_encrypted",
    "fingerprint",
)


@dataclass(frozen=True, slots=True)
class Merged:
    """How many staged rows became new records, replaced what a record said, or said nothing new."""

    created: int
    replaced: int
    unchanged: int
    late: int


def hold_merging(session: Session) -> None:
    """Let the caller's transaction be the only one that merges; one that also stages begins with it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_MERGE_LOCK)))


def list_outcomes(session: Session, batch_id: str) -> Mapping[int, RowOutcome]:
    """Return by line what merging will make of each staged row."""
    joined = and_(_record.c.subject_index == _staged.subject_index, _record.c.id == _staged.record_id)
    outcome = case(
        (_record.c.id.is_(None), RowOutcome.CREATED),
        (_says_something_new(batch_id), RowOutcome.REPLACED),
        else_=RowOutcome.UNCHANGED,
    )
    rows = session.execute(
        select(_staged.line, outcome)
        .select_from(import_row.outerjoin(_record, joined))
        .where(_staged.batch_id == batch_id)
    )
    return {line: RowOutcome(what) for line, what in rows}


def merge_staged(session: Session, batch_id: str, department: str, at: datetime) -> Merged:
    """Merge a batch whose staged rows have no record twice, and clear the staging table of it.

    The department's word replaces an earlier one unless its own 更新日期 says that it is older. It never ends
    a dispute or undoes a repair: then only what the record says is replaced. What a decision on a dispute
    corrected or took off is replaced by nothing but a word whose 更新日期 is later than that decision, and
    never counts again by it.
    """
    staged = session.scalar(select(func.count()).where(_staged.batch_id == batch_id)) or 0
    replaced = _replace(session, batch_id, at)
    created = _create(session, batch_id, department, at)
    late = _count_late(session, batch_id, all_are_new=created == staged)
    _state_organisations(session, batch_id)
    if created or replaced:
        prefixes = select(prefix_of(_staged.subject_index).label("prefix")).distinct()
        note_changes(session, prefixes.where(_staged.batch_id == batch_id))
    clear_staging(session, batch_id)
    return Merged(created, replaced, staged - created - replaced, late)


def _says_something_new(batch_id: str) -> ColumnElement[bool]:
    return and_(
        _staged.batch_id == batch_id,
        _record.c.subject_index == _staged.subject_index,
        _record.c.id == _staged.record_id,
        _record.c.fingerprint != _staged.fingerprint,
        or_(
            _staged.revised_on.is_(None),
            _record.c.revised_on.is_(None),
            _staged.revised_on >= _record.c.revised_on,
        ),
        or_(_record.c.corrected_on.is_(None), _staged.revised_on > _record.c.corrected_on),
    )


def _replace(session: Session, batch_id: str, at: datetime) -> int:
    new = _says_something_new(batch_id)
    held = select(_record.c.id).where(new).with_for_update(of=_record).subquery()
    if not session.scalar(select(func.count()).select_from(held)):
        return 0
    former: Mapping[str, ColumnElement[Any]] = {
        "subject_index": _record.c.subject_index,
        "record_id": _record.c.id,
        "version": _record.c.version,
        "state": _record.c.state,
        "batch_id": _record.c.batch_id,
        "received_at": _record.c.received_at,
        "replaced_at": literal(at, CreditRecordVersion.replaced_at.type),
        **{name: _record.c[name] for name in _REPLACED},
    }
    session.execute(insert(CreditRecordVersion).from_select([*former], select(*former.values()).where(new)))
    state = case(
        (_staged.state == RecordState.WITHDRAWN, RecordState.WITHDRAWN),
        (
            and_(_record.c.state == RecordState.WITHDRAWN, _record.c.corrected_on.is_(None)),
            RecordState.IN_FORCE,
        ),
        else_=_record.c.state,
    )
    return _count_of(
        session,
        update(_record)
        .where(new)
        .values(
            **{name: _staged[name] for name in _REPLACED},
            state=state,
            version=_record.c.version + 1,
            batch_id=batch_id,
            received_at=at,
        ),
    )


def _create(session: Session, batch_id: str, department: str, at: datetime) -> int:
    values: Mapping[str, ColumnElement[Any]] = {
        "subject_index": _staged.subject_index,
        "id": _staged.record_id,
        "subject_kind": _staged.subject_kind,
        "item_id": _staged.item_id,
        "department": literal(department),
        "document_number": _staged.document_number,
        "state": _staged.state,
        "version": literal(1),
        "batch_id": _staged.batch_id,
        "received_at": literal(at, CreditRecord.received_at.type),
        **{name: _staged[name] for name in _REPLACED},
    }
    stands = exists().where(
        _record.c.subject_index == _staged.subject_index, _record.c.id == _staged.record_id
    )
    # In the order of the key, so that the index grows page by page; and without ON CONFLICT, which would
    # take twice as long: nobody else creates records while this one merges.
    rows = (
        select(*values.values())
        .where(_staged.batch_id == batch_id, ~stands)
        .order_by(_staged.subject_index, _staged.record_id)
    )
    return _count_of(session, insert(_record).from_select([*values], rows))


def _count_late(session: Session, batch_id: str, *, all_are_new: bool) -> int:
    late = select(func.count()).where(_staged.batch_id == batch_id, _staged.is_late)
    if not all_are_new:
        late = late.where(
            _record.c.subject_index == _staged.subject_index,
            _record.c.id == _staged.record_id,
            _record.c.batch_id == batch_id,
            _record.c.version == 1,
        )
    return session.scalar(late) or 0


def _state_organisations(session: Session, batch_id: str) -> None:
    """Let each organisation have the name that its newest registration states, or the newest at all."""
    place = func.row_number().over(
        partition_by=_staged.organisation_code,
        order_by=(
            _staged.is_registration.desc(),
            _staged.representative.is_(None),
            _staged.decided_on.desc(),
            _staged.line.desc(),
        ),
    )
    stated = (
        select(
            _staged.organisation_code,
            _staged.organisation_name,
            _staged.representative,
            _staged.is_registration,
            _staged.decided_on,
            place.label("place"),
        )
        .where(
            _staged.batch_id == batch_id,
            _staged.organisation_code.is_not(None),
            _staged.state == RecordState.IN_FORCE,
        )
        .subquery()
    )
    columns = ["code", "name", "representative", "is_registered", "stated_on"]
    statement = insert_into(session, Organisation).from_select(
        columns, select(*list(stated.c)[:-1]).where(stated.c.place == 1)
    )
    stands = Organisation
    given = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["code"],
            set_={
                "name": given.name,
                "representative": func.coalesce(given.representative, stands.representative),
                "is_registered": given.is_registered,
                "stated_on": given.stated_on,
            },
            where=or_(
                and_(given.is_registered, ~stands.is_registered),
                and_(given.is_registered == stands.is_registered, given.stated_on >= stands.stated_on),
            ),
        )
    )


def clear_staging(session: Session, batch_id: str) -> None:
    """Forget what is staged of a batch."""
    chunk: Any = ImportChunk.__table__
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE import_chunk, import_row IN ACCESS EXCLUSIVE MODE"))
        others = select(func.count()).where(chunk.c.batch_id != batch_id)
        if not session.scalar(others):
            session.execute(text("TRUNCATE import_chunk, import_row"))
            return
    tables: tuple[Table, ...] = (chunk, import_row)
    for table in tables:
        session.execute(delete(table).where(table.c.batch_id == batch_id))


def _count_of(session: Session, statement: UpdateBase) -> int:
    result: Any = session.execute(statement, execution_options={"preserve_rowcount": True})
    count: int = result.rowcount
    return count
