"""Writers of a department's file, one a format; each tells on which line a row begins."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import orjson

from backend.demo.batches.faults import Damage
from backend.demo.batches.rows import PUBLIC_KEYS
from backend.platform.on_demand import OnDemand
from backend.records.catalogue import CatalogueItem
from backend.records.importing.delivered_file import write_cells
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, Field

_LINE_BREAK = b"\r\n"
_OPENPYXL = OnDemand("openpyxl")


class RowWriter(Protocol):
    """Writes rows one after another; used as a context, at whose end the file is whole."""

    def __enter__(self) -> Self:
        """Begin the file."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the file."""
        ...

    def write(self, cells: Mapping[str, str], damage: Damage | None = None) -> int:
        """Write a row, its bytes damaged if asked, and return the line on which it begins."""
        ...


class CsvWriter:
    """Writes CSV under our headings, in any of the three encodings."""

    def __init__(self, path: Path, fields: Sequence[Field], encoding: str) -> None:
        self._file = path.open("wb")
        self._keys = [field.key for field in fields]
        self._headings = [field.headings[0] for field in fields]
        self._marked = encoding == "utf-8-sig"
        self._encoding = "utf-8" if self._marked else encoding
        self._rows = csv.writer(_Encoded(self._put_text), lineterminator=_LINE_BREAK.decode())
        self._line = 1

    def __enter__(self) -> Self:
        if self._marked:
            self._file.write(codecs.BOM_UTF8)
        self._rows.writerow(self._headings)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, cells: Mapping[str, str], damage: Damage | None = None) -> int:
        """Write a row; a cell of it may hold a line break."""
        begun = self._line
        texts = [cells.get(key, "") for key in self._keys]
        if damage is None:
            self._rows.writerow(texts)
        else:
            self._file.write(damage(write_cells(texts).encode(self._encoding)) + _LINE_BREAK)
            self._line += 1
        return begun

    def _put_text(self, text: str) -> None:
        self._file.write(text.encode(self._encoding))
        self._line += text.count("\n")


class _Encoded:
    """What `csv.writer` takes for a file."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write


class JsonLinesWriter:
    """Writes one JSON object a line, its names the keys of our fields."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._line = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, cells: Mapping[str, str], damage: Damage | None = None) -> int:
        """Write a row without its empty cells."""
        line = orjson.dumps({key: text for key, text in cells.items() if text})
        self._file.write((damage(line) if damage else line) + b"\n")
        self._line += 1
        return self._line


class SpreadsheetWriter:
    """Writes the first sheet of a workbook; nothing can damage its bytes but the workbook as a whole."""

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self._path = path
        self._keys = [field.key for field in fields]
        self._book = _OPENPYXL.Workbook(write_only=True)
        self._sheet = self._book.create_sheet("数据")
        self._sheet.append([field.headings[0] for field in fields])
        self._line = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.save(self._path)

    def write(self, cells: Mapping[str, str], damage: Damage | None = None) -> int:
        """Write a row, empty cells too, so that all rows are equally long."""
        if damage is not None:
            raise ValueError("a spreadsheet has no lines of bytes to damage")
        self._sheet.append([cells.get(key, "") for key in self._keys])
        self._line += 1
        return self._line


def open_writer(path: Path, items: Sequence[CatalogueItem], format_: str, encoding: str) -> RowWriter:
    """Return the writer of a file that holds rows of these items; `encoding` is that of CSV."""
    if format_ == "jsonl":
        return JsonLinesWriter(path)
    fields = _columns_of(items)
    return SpreadsheetWriter(path, fields) if format_ == "xlsx" else CsvWriter(path, fields, encoding)


def _columns_of(items: Sequence[CatalogueItem]) -> list[Field]:
    """Return what every row has a place for, and the public fields of the items."""
    kinds = {item.double_publicity for item in items}
    wanted = {key for kind, keys in PUBLIC_KEYS.items() if kind in kinds for key in keys}
    return [*RECORD_FIELDS, *(field for field in DETAIL_FIELDS if field.key in wanted)]
