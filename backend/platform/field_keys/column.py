"""An encrypted column, brought under the current key batch by batch while others read and write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, RowMapping, Select, Table, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher, header_of
from backend.platform.field_keys.counting import count_column
from backend.platform.field_keys.place import Batch, Counts, Damaged, Kind, seal_anew


class EncryptedColumn:
    """A column whose values are encrypted, each for the place that `context` makes of columns of its row."""

    def __init__(
        self,
        database: Database,
        table: Table,
        column: str,
        *,
        kind: Kind = Kind.REWRITTEN,
        context: Callable[..., str] | None = None,
        of: Sequence[str] = ("id",),
    ) -> None:
        if (kind is Kind.REWRITTEN) != (context is not None):
            raise ValueError("what is rewritten, and that alone, needs a context")
        self._database = database
        self._table = table
        self._column: Column[Any] = table.c[column]
        self._key = [*table.primary_key.columns]
        self._kind = kind
        self._context = context
        self._of = [table.c[name] for name in of] if context else []

    @property
    def name(self) -> str:
        """Return table and column."""
        return f"{self._table.name}.{self._column.name}"

    @property
    def kind(self) -> Kind:
        """Return what may happen to its values."""
        return self._kind

    def count(self, percent: float) -> Counts:
        """Count the values by key."""
        return count_column(self._database, self._column, percent)

    def reencrypt(self, cipher: FieldCipher, after: tuple[Any, ...] | None, size: int) -> Batch:
        """Bring the next values under the current key.

        A row that somebody else holds is left for the next round: who never waits for a lock is in nobody's
        deadlock. Others wait for a batch at most, and not at all where they only refer to the row.
        """
        changes: list[dict[str, Any]] = []
        damaged: list[Damaged] = []
        unknown = 0
        with self._database.transaction() as session:
            rows = session.execute(self._next(cipher.current, after, size)).mappings().all()
            for row in rows:
                opened = seal_anew(cipher, row[self._column], self._context_of(row))
                if opened.sealed is not None:
                    key = {f"key_{place}": row[part] for place, part in enumerate(self._key)}
                    changes.append({**key, "old": row[self._column], "new": opened.sealed})
                elif opened.is_unknown:
                    unknown += 1
                else:
                    damaged.append(Damaged(self.name, self._key_text(row), opened.why))
            self._write(session, changes)
        last = tuple(rows[-1][part] for part in self._key) if len(rows) == size else None
        return Batch(len(changes), unknown, damaged, last)

    def _next(self, current: str, after: tuple[Any, ...] | None, size: int) -> Select[Any]:
        header = header_of(current)
        wanted = {part.name: part for part in (*self._key, *self._of, self._column)}
        query = (
            select(*wanted.values())
            .where(
                self._column.is_not(None), func.substr(self._column, 1, len(header)).is_distinct_from(header)
            )
            .order_by(*self._key)
            .limit(size)
            .with_for_update(key_share=True, skip_locked=True)
        )
        return query if after is None else query.where(tuple_(*self._key) > after)

    def _write(self, session: Session, changes: Sequence[dict[str, Any]]) -> None:
        if not changes:
            return
        is_row = [part == bindparam(f"key_{place}") for place, part in enumerate(self._key)]
        # The rows are held, and still: what is not as it was read is never overwritten.
        is_as_read = self._column == bindparam("old")
        statement = update(self._table).where(*is_row, is_as_read).values({self._column: bindparam("new")})
        session.connection().execute(statement, changes)

    def _context_of(self, row: RowMapping) -> str:
        if self._context is None:
            raise TypeError(f"{self.name} is never rewritten")
        return self._context(*(row[part] for part in self._of))

    def _key_text(self, row: RowMapping) -> str:
        parts = (row[part] for part in self._key)
        return "/".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)
