"""The ports behind materials: where their encrypted content lies, and who looks for viruses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ScanResult(StrEnum):
    """What a scan said; `not_scanned` is told to whoever opens the file."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"


class VirusScan(Protocol):
    """Looks for viruses in a file as it was uploaded; called outside any transaction."""

    def scan(self, content: bytes) -> ScanResult:
        """Return what was found; raises `Unavailable` where the scanner does not answer."""
        ...


class NoVirusScan:
    """There is no scanner: says so."""

    def scan(self, content: bytes) -> ScanResult:
        """Return that nobody has looked."""
        return ScanResult.NOT_SCANNED


class MaterialStore(Protocol):
    """Keeps encrypted content by the material's id; a folder here, an object store in a city."""

    def put(self, material_id: str, sealed: bytes) -> None:
        """Keep the content; raises `Unavailable`."""
        ...

    def find(self, material_id: str) -> bytes | None:
        """Return the content, or None where there is none; raises `Unavailable`."""
        ...

    def find_start(self, material_id: str, length: int) -> bytes | None:
        """Return the first bytes of the content, or None where there is none; raises `Unavailable`."""
        ...

    def remove(self, material_id: str) -> None:
        """Delete the content; again changes nothing. Raises `Unavailable`."""
        ...

    def list_older_than(self, before: datetime) -> Iterator[str]:
        """Yield the ids of what was put in before a moment."""
        ...


class MemoryMaterialStore:
    """Keeps content in this process alone, for tools and tests."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, material_id: str, sealed: bytes) -> None:
        """Keep the content."""
        self._kept[material_id] = sealed

    def find(self, material_id: str) -> bytes | None:
        """Return the content, or None."""
        return self._kept.get(material_id)

    def find_start(self, material_id: str, length: int) -> bytes | None:
        """Return the first bytes of the content, or None."""
        content = self.find(material_id)
        return None if content is None else content[:length]

    def remove(self, material_id: str) -> None:
        """Delete the content."""
        self._kept.pop(material_id, None)

    def list_older_than(self, before: datetime) -> Iterator[str]:
        """Yield every id: what is in memory has no age."""
        yield from tuple(self._kept)
