"""The stored contents of materials, as the change of field keys knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher, find_key_id
from backend.platform.field_keys.counting import HEADER_BYTES, count_starts
from backend.platform.field_keys.place import Batch, Counts, Damaged, Kind, seal_anew
from backend.redress.material_ports import MaterialStore
from backend.redress.materials import content_context
from backend.redress.models import Material

_ROWS_AT_ONCE = 1000


class EncryptedMaterials:
    """Files by the ids of their rows, each replaced whole: a reader finds the old or the new one."""

    name = "redress_material.content"
    kind = Kind.REWRITTEN

    def __init__(self, database: Database, store: MaterialStore) -> None:
        self._database = database
        self._store = store

    def count(self, percent: float) -> Counts:
        """Count by key from the first bytes of every file, whatever `percent` says."""
        return count_starts(self._starts())

    def reencrypt(self, cipher: FieldCipher, after: tuple[Any, ...] | None, size: int) -> Batch:
        """Bring the next files under the current key; `size` counts files that were looked at.

        A deletion removes the file first and notes it in the row, or removes the row, a moment later. A file
        that was put back in between is removed again here, or by the daily sweep of files without a row.
        """
        rows = self._rows_after(after[0] if after else 0, size)
        rewritten, unknown, damaged = [], 0, []
        for _, material_id in rows:
            stored = self._store.find(material_id)
            if stored is None or find_key_id(stored[:HEADER_BYTES]) == cipher.current:
                continue
            opened = seal_anew(cipher, stored, content_context(material_id))
            if opened.sealed is not None:
                self._store.put(material_id, opened.sealed)
                rewritten.append(material_id)
            elif opened.is_unknown:
                unknown += 1
            else:
                damaged.append(Damaged(self.name, material_id, opened.why))
        self._remove_deleted(rewritten)
        return Batch(len(rewritten), unknown, damaged, (rows[-1][0],) if len(rows) == size else None)

    def _starts(self) -> Iterator[bytes]:
        after = 0
        while rows := self._rows_after(after, _ROWS_AT_ONCE):
            for _, material_id in rows:
                start = self._store.find_start(material_id, HEADER_BYTES)
                if start is not None:
                    yield start
            after = rows[-1][0]

    def _rows_after(self, after: int, size: int) -> Sequence[tuple[int, str]]:
        with self._database.reading() as session:
            rows = session.execute(
                select(Material.sequence, Material.id)
                .where(Material.sequence > after, Material.removed_at.is_(None))
                .order_by(Material.sequence)
                .limit(size)
            )
            return [(sequence, material_id) for sequence, material_id in rows]

    def _remove_deleted(self, rewritten: Sequence[str]) -> None:
        if not rewritten:
            return
        with self._database.reading() as session:
            still = select(Material.id).where(Material.id.in_(rewritten), Material.removed_at.is_(None))
            kept = {*session.scalars(still)}
        for material_id in rewritten:
            if material_id not in kept:
                self._store.remove(material_id)
