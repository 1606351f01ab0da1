"""An XLSX workbook as rows of texts; a file that no program has written so is refused, whatever is in it."""

from __future__ import annotations

import io
import lzma
import struct
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import DecimalException
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from backend.platform.errors import Invalid
from backend.platform.on_demand import OnDemand

# A spreadsheet keeps 15 digits of a number: an ID number that became one would be somebody else's.
_BEYOND_EXACT = 10**15
# Few bytes of an archive may stand for any number; a million rows of a dozen columns need no more.
_MOST_UNFOLDED_BYTES = 1 << 30
# As many as a spreadsheet program has; a sheet may name any row, and the library hands out all before it.
_MOST_ROWS = 1 << 20
# No heading stands beyond; a format for a whole row makes it as wide as a program can.
_MOST_COLUMNS = 1000
_OPENPYXL = OnDemand("openpyxl")
# What the archive, its XML and the objects that are made of it raise.
_UNREADABLE = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, SyntaxError, RuntimeError),
    *(LookupError, ValueError, TypeError, AttributeError, AssertionError, OverflowError, DecimalException),
)


def read_cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet, each with its number from 1; raises `Invalid`."""
    # Opened here, since the library leaves a file open that it cannot read.
    with path.open("rb") as file:
        try:
            _require_unfolds_small(file)
            book = _OPENPYXL.load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            # What a sheet says of its own size may be anything, and would be filled up with empty cells.
            sheet.reset_dimensions()
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                if number > _MOST_ROWS:
                    raise _too_large()
                yield number, [_cell_text(value) for value in row[:_MOST_COLUMNS]]
        except _UNREADABLE as error:
            raise Invalid(
                "file-unreadable",
                zh="文件不是可以读取的 XLSX 表格，请重新导出。",
                en="The file is no readable XLSX workbook; please export it again.",
            ) from error


def _require_unfolds_small(file: io.BufferedReader) -> None:
    """Pass an archive by the sizes that it states, beyond which nothing of it is ever unfolded."""
    with ZipFile(file) as packed:
        if sum(part.file_size for part in packed.infolist()) > _MOST_UNFOLDED_BYTES:
            raise _too_large()


def _too_large() -> Invalid:
    return Invalid(
        "file-too-large",
        zh="表格超过 1048576 行，或解压后超过 1 GB，请分成几个文件，或另存为 CSV。",
        en="The workbook has over 1,048,576 rows or unfolds to over 1 GB; split it, or save it as CSV.",
    )


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= _BEYOND_EXACT:
        return f"{value:g}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
