"""What the chain must know of a log: its table, what names an entry, and by which times it is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, Table, and_, exists, or_, select, tuple_
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry, Erasure, Leaf
from backend.platform.database import Base

Entry = Mapping[str, Any]
"""A row: the name of each column, and its value as the database gives it."""


@dataclass(frozen=True)
class SealedLog:
    """A table whose rows are only ever added, sealed in the chain under `name` (at most 16 characters).

    `entered_at` are the columns that may tell when a row was written: the latest of them counts, the first is
    never empty. All columns are sealed; one that is added later must be empty in the rows that are there.
    """

    name: str
    model: type[Base]
    entered_at: tuple[str, ...]

    @cached_property
    def table(self) -> Table:
        """Return the table."""
        return cast(Table, self.model.__table__)

    @property
    def key(self) -> Sequence[ColumnElement[Any]]:
        """Return the columns of the primary key."""
        return [*self.table.primary_key.columns]

    @property
    def ref(self) -> ColumnElement[str]:
        """Return, as SQL, what `ref_of` returns."""
        first, *others = (
            column if isinstance(column.type, String) else sql_cast(column, String) for column in self.key
        )
        ref: ColumnElement[str] = first
        for other in others:
            ref = ref + "/" + other
        return ref

    def ref_of(self, entry: Entry) -> str:
        """Return what names an entry: its primary key, joined by strokes."""
        return "/".join(str(entry[column.name]) for column in self.table.primary_key.columns)

    def key_of(self, ref: str) -> tuple[Any, ...]:
        """Return the primary key again."""
        parts = ref.rsplit("/", len(self.key) - 1)
        return tuple(column.type.python_type(part) for column, part in zip(self.key, parts, strict=True))

    def moment_of(self, entry: Entry) -> datetime:
        """Return when an entry was written, as it says itself."""
        times: list[datetime] = [entry[name] for name in self.entered_at if entry[name] is not None]
        return max(times)

    def read(self, session: Session, keys: Sequence[tuple[Any, ...]]) -> Sequence[Entry]:
        """Return the entries of these primary keys that are there."""
        if len(self.key) == 1:
            which: ColumnElement[bool] = self.key[0].in_([key[0] for key in keys])
        else:
            which = tuple_(*self.key).in_(keys)
        rows = session.execute(select(self.table).where(which)).mappings()
        return cast(Sequence[Entry], rows.all())

    def unsealed_keys(
        self, since: datetime | None, before: datetime | None = None
    ) -> Select[tuple[Any, ...]]:
        """Return the query for the keys of entries that no seal names, entered at these times."""
        query = select(*self.key).where(~self.is_sealed)
        if since is not None:
            query = query.where(or_(*(column >= since for column in self._times)))
        if before is not None:
            query = query.where(and_(*(or_(column.is_(None), column < before) for column in self._times)))
        return query

    @property
    def is_sealed(self) -> ColumnElement[bool]:
        """Return the condition that a leaf names the entry."""
        return exists().where(Leaf.log == self.name, Leaf.ref == self.ref)

    @property
    def _times(self) -> Sequence[ColumnElement[Any]]:
        return [self.table.c[name] for name in self.entered_at]


ACCESS_LOG = SealedLog("access", AccessEntry, ("occurred_at", "reported_at"))
ERASURES_LOG = SealedLog("erasure", Erasure, ("at",))
