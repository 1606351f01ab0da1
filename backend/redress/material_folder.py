"""A folder as the store of materials: one file each, named after its id, written whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from backend.platform.errors import Unavailable
from backend.platform.ids import new_id

_ID = re.compile(r"mat_[0-9A-Za-z]{22}")


class MaterialFolder:
    """Keeps encrypted materials under a folder that only the service's user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, material_id: str, sealed: bytes) -> None:
        """Keep the content; raises `Unavailable`."""
        path = self._path(material_id)
        with _answering():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = path.with_name(new_id("part"))
            part.touch(mode=0o600)
            part.write_bytes(sealed)
            part.replace(path)

    def find(self, material_id: str) -> bytes | None:
        """Return the content, or None where there is none; raises `Unavailable`."""
        with _answering():
            try:
                return self._path(material_id).read_bytes()
            except FileNotFoundError:
                return None

    def find_start(self, material_id: str, length: int) -> bytes | None:
        """Return the first bytes of the content, or None where there is none; raises `Unavailable`."""
        with _answering():
            try:
                with self._path(material_id).open("rb") as content:
                    return content.read(length)
            except FileNotFoundError:
                return None

    def remove(self, material_id: str) -> None:
        """Delete the content; again changes nothing. Raises `Unavailable`."""
        with _answering():
            self._path(material_id).unlink(missing_ok=True)

    def list_older_than(self, before: datetime) -> Iterator[str]:
        """Yield the ids of what was put in before a moment."""
        with _answering():
            found = [path for path in self._folder.glob("*/*") if path.stat().st_mtime < before.timestamp()]
        yield from (path.name for path in found if _ID.fullmatch(path.name))

    def _path(self, material_id: str) -> Path:
        """Return where it lies; a name that no id can be is refused, so that none leads out of the folder."""
        if not _ID.fullmatch(material_id):
            raise ValueError("not the id of a material")
        return self._folder / material_id[4:6] / material_id


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "material-store-unavailable",
            zh="材料暂时无法存取，请稍后再试。",
            en="Materials cannot be reached for a moment; please try again.",
            retry_after_seconds=5,
        ) from error
