"""The truth about generated deliveries: what every file holds, and which of its lines are bad in what way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


@dataclass(slots=True)
class FileTruth:
    """What one file of a delivery holds; its lines count from 1, headings included."""

    name: str
    department: str
    good: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)
    duplicates: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the entry; `rows` counts all rows of the file, `good` leaves out the duplicates."""
        return {
            "name": self.name,
            "department": self.department,
            "rows": self.good + len(self.bad) + len(self.duplicates),
            "good": self.good,
            "bad": [{"line": line, "code": code} for line, code in self.bad],
            "duplicates": self.duplicates,
        }


@dataclass(slots=True)
class CorrectionsTruth:
    """What one file of corrections holds: every row replaces a record, and some withdraw it."""

    name: str
    department: str
    replaced: int = 0
    withdrawn: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the entry; `replaced` counts all rows of the file, `withdrawn` some of them."""
        return {
            "name": self.name,
            "department": self.department,
            "rows": self.replaced,
            "replaced": self.replaced,
            "withdrawn": self.withdrawn,
        }


def write_manifest(
    folder: Path, facts: Mapping[str, Any], files: Iterable[FileTruth | CorrectionsTruth]
) -> None:
    """Write the manifest of a folder, one line a file, so that it stays readable at any size."""
    lines = [json.dumps(one.to_json(), ensure_ascii=False, separators=(",", ":")) for one in files]
    head = json.dumps(facts, ensure_ascii=False)[1:-1]
    listed = ",\n".join(lines)
    (folder / MANIFEST).write_text(f'{{{head}, "files": [\n{listed}\n]}}\n', encoding="utf-8")
