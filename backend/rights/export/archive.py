"""A ZIP archive that is written while it is read: no more of it is in memory than one piece of one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from backend.platform.clock import CITY_ZONE


@dataclass(frozen=True)
class ArchiveFile:
    """A file by its name and the pieces of its content, which are made when they are asked for."""

    name: str
    pieces: Iterable[bytes]


class _Outlet(io.RawIOBase):
    """Takes what the archive writes, until it is taken away; it cannot go back, as a socket cannot."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, content: object) -> int:
        """Keep the bytes for whoever takes them."""
        piece = bytes(content)  # type: ignore[call-overload]
        self._written += piece
        return len(piece)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken


def stream_archive(files: Iterable[ArchiveFile], made_at: datetime) -> Iterator[bytes]:
    """Yield the archive piece by piece, each file compressed, all of them dated `made_at` in the city."""
    outlet = _Outlet()
    at = made_at.astimezone(CITY_ZONE)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w", force_zip64=True) as target:
                for piece in file.pieces:
                    target.write(piece)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()
