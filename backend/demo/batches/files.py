"""The files that departments deliver: CSV, JSON Lines and XLSX, each written row by row."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TextIO

from openpyxl import Workbook

from backend.demo.batches.faults import FAULTS
from backend.demo.batches.templates import COLUMNS, HEADINGS, PLACE
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, Holds

# The only cells that break lines.
_FACTS = PLACE["violation_facts"]
_DAYS = tuple(PLACE[field.key] for field in (*RECORD_FIELDS, *DETAIL_FIELDS) if field.holds is Holds.DAY)


class BatchFormat(StrEnum):
    """How rows are written, and how the file's name ends."""

    CSV = "csv"
    JSON_LINES = "jsonl"
    XLSX = "xlsx"

    def can_carry(self, fault: str) -> bool:
        """Tell whether a file of this format can have the fault at all."""
        return fault in FAULTS and fault not in _CANNOT_CARRY[self]


_CANNOT_CARRY = {
    BatchFormat.CSV: frozenset[str](),
    BatchFormat.JSON_LINES: frozenset({"columns-mismatch"}),
    BatchFormat.XLSX: frozenset({"columns-mismatch", "row-unreadable"}),
}


class BatchFile(Protocol):
    """A file in the making; writing returns the line on which the row begins, from 1."""

    def write(self, cells: Sequence[str]) -> int:
        """Add a row."""
        ...

    def write_broken(self, cells: Sequence[str]) -> int:
        """Add a row in a state in which it cannot be taken apart."""
        ...

    def close(self) -> None:
        """End the file."""
        ...


def open_batch_file(path: Path, encoding: str) -> BatchFile:
    """Open a new file by the ending of its name; a spreadsheet has no encoding of its own to choose."""
    match BatchFormat(path.suffix.removeprefix(".")):
        case BatchFormat.CSV:
            return CsvFile(path, encoding)
        case BatchFormat.JSON_LINES:
            return JsonLinesFile(path, encoding)
        case BatchFormat.XLSX:
            return XlsxFile(path)


class CsvFile:
    """Comma-separated values (RFC 4180) with a line of headings."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._out = _open_text(path, encoding)
        self._writer = csv.writer(self._out)
        self._writer.writerow(HEADINGS)
        self._next_line = 2

    def write(self, cells: Sequence[str]) -> int:
        """Add a row."""
        self._writer.writerow(cells)
        return self._count(cells)

    def write_broken(self, cells: Sequence[str]) -> int:
        """Add a row whose first cell begins with a quote that nothing closes, all on one line."""
        text = io.StringIO(newline="")
        csv.writer(text).writerow([cell.replace("\n", "") for cell in cells])
        self._out.write('"' + text.getvalue())
        self._next_line += 1
        return self._next_line - 1

    def close(self) -> None:
        """End the file."""
        self._out.close()

    def _count(self, cells: Sequence[str]) -> int:
        line = self._next_line
        self._next_line += 1 + cells[_FACTS].count("\n")
        return line


class JsonLinesFile:
    """One JSON object a line, without the empty cells."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._out = _open_text(path, encoding)
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self._lines = 0

    def write(self, cells: Sequence[str]) -> int:
        """Add a row."""
        return self._add(self._text_of(cells))

    def write_broken(self, cells: Sequence[str]) -> int:
        """Add a row that ends in the middle of its last text."""
        return self._add(self._text_of(cells)[:-3])

    def close(self) -> None:
        """End the file."""
        self._out.close()

    def _text_of(self, cells: Sequence[str]) -> str:
        return self._encode({key: cell for key, cell in zip(COLUMNS, cells, strict=True) if cell})

    def _add(self, text: str) -> int:
        self._out.write(text + "\n")
        self._lines += 1
        return self._lines


class XlsxFile:
    """A workbook of one sheet; days that are written as the standard does become real dates."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("信用记录")
        self._sheet.append(HEADINGS)
        self._rows = 1

    def write(self, cells: Sequence[str]) -> int:
        """Add a row."""
        values: list[str | date | None] = [cell or None for cell in cells]
        for place in _DAYS:
            values[place] = _as_date(cells[place])
        self._sheet.append(values)
        self._rows += 1
        return self._rows

    def write_broken(self, cells: Sequence[str]) -> int:
        """Refuse: the cells of a sheet never run together."""
        raise ValueError("a spreadsheet cannot carry a row that cannot be taken apart")

    def close(self) -> None:
        """Write the file."""
        self._book.save(self._path)
        self._book.close()


def _as_date(text: str) -> str | date | None:
    if len(text) != len("2026-01-31"):
        return text or None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _open_text(path: Path, encoding: str) -> TextIO:
    # Faults hide bytes of no character in the text, which come out as they are.
    out = path.open("w", encoding=encoding.removesuffix("-sig"), errors="surrogateescape", newline="")
    if encoding.endswith("-sig"):
        out.write(codecs.BOM_UTF8.decode())
    return out
