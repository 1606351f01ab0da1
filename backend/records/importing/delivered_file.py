"""A delivered file, whatever its format: its headings, and its rows in parts of the same size each time."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from backend.records.importing.workbook import read_cells

# A cell may hold line breaks; a quote that nobody closed must not swallow the rows after it.
_LONGEST_ROW_LINES = 50
_QUOTE = b'"'
_SAMPLE_BYTES = 1 << 18


class Format(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class RawRow(NamedTuple):
    """A row as it was delivered, and the line on which it begins."""

    line: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a file are to be read; JSON Lines name their fields themselves."""

    format: Format
    encoding: str
    headings: tuple[str, ...]


class DeliveredFile:
    """Opens a file by the ending of its name; spreadsheets are read as the CSV that they could have been."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_spreadsheet = path.suffix.lower() == ".xlsx"
        self.size = path.stat().st_size
        self.layout = self._read_layout()

    def digest(self) -> str:
        """Return the SHA-256 of the content, in hexadecimal digits."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def parts(self, rows_each: int) -> Iterator[tuple[list[RawRow], int]]:
        """Yield the rows, so many at a time, each time with the bytes of the file that are behind them."""
        rows = self._spreadsheet_rows() if self._is_spreadsheet else self._rows()
        while part := list(islice(rows, rows_each)):
            yield [row for row, _ in part], part[-1][1]

    def _read_layout(self) -> Layout:
        if self._is_spreadsheet:
            first = next(read_cells(self._path), (0, []))[1]
            return Layout(Format.CSV, "utf-8", tuple(cell.strip() for cell in first))
        with self._path.open("rb") as file:
            sample = file.read(_SAMPLE_BYTES)
        if self._path.suffix.lower() in (".jsonl", ".ndjson"):
            return Layout(Format.JSON_LINES, _guess_encoding(sample), ())
        first_line = sample.partition(b"\n")[0]
        encoding = _guess_encoding(first_line if not first_line.isascii() else sample)
        text = first_line.decode(encoding, "replace").lstrip("\ufeff")
        return Layout(Format.CSV, encoding, tuple(cell.strip() for cell in parse_cells(text) or ()))

    def _rows(self) -> Iterator[tuple[RawRow, int]]:
        is_csv = self.layout.format is Format.CSV
        with self._path.open("rb") as file:
            done = 0
            lines = _Lines(file)
            for line in lines:
                done += len(line)
                content = line.rstrip(b"\r\n")
                number = lines.number
                if number == 1:
                    content = content.removeprefix(codecs.BOM_UTF8)
                if not content.strip() or (is_csv and number == 1):
                    continue
                if is_csv and line.count(_QUOTE) % 2:
                    whole = lines.close_quote(line, self.layout)
                    done += len(whole) - len(line)
                    content = whole.rstrip(b"\r\n")
                yield RawRow(number, content), done

    def _spreadsheet_rows(self) -> Iterator[tuple[RawRow, int]]:
        for number, cells in islice(read_cells(self._path), 1, None):
            if any(cells):
                yield RawRow(number, write_cells(_fit(cells, len(self.layout.headings))).encode()), 0


class _Lines:
    """The lines of a file, counted, with a look at those that follow."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._seen: deque[bytes] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        while line := self._seen.popleft() if self._seen else self._file.readline():
            self.number += 1
            yield line

    def close_quote(self, line: bytes, layout: Layout) -> bytes:
        """Return the whole row that begins with `line`, or `line` alone where its quote stays open."""
        whole = line
        for count in range(_LONGEST_ROW_LINES):
            if count == len(self._seen):
                self._seen.append(self._file.readline())
            whole += self._seen[count]
            if whole.count(_QUOTE) % 2 == 0:
                cells = parse_cells(whole.decode(layout.encoding, "replace"))
                if cells is None or len(cells) != len(layout.headings):
                    break
                for _ in range(count + 1):
                    self._seen.popleft()
                self.number += count + 1
                return whole
        return line


def parse_cells(text: str) -> list[str] | None:
    """Return the cells of one CSV row (RFC 4180), or None where its quotes do not fit."""
    if '"' not in text:
        return text.split(",")
    try:
        rows = list(csv.reader((text,), strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def write_cells(cells: Sequence[str]) -> str:
    """Return one CSV row (RFC 4180) without the line break at its end."""
    out = io.StringIO(newline="")
    # Only a cell with a character of the line's own end is put into quotes.
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n")


def _guess_encoding(sample: bytes) -> str:
    """Tell UTF-8 from GB18030 by whether most of the lines that are not ASCII are sound UTF-8."""
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    sound = sum(_is_utf8(line) for line in lines)
    return "gb18030" if lines and sound * 2 < len(lines) else "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fit(cells: list[str], width: int) -> list[str]:
    """Return the cells without the empty ones at their end that a sheet may add, with those it may spare."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells + [""] * (width - len(cells))
