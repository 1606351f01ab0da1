"""A department's file, from its first byte to the verdict on each row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from backend.platform.errors import Invalid
from backend.records.importing.delivered_file import DeliveredFile
from backend.records.importing.row_check import Fault
from backend.records.importing.row_reading import RowReader
from tests.fuzz.target import Target
from tests.unit.records.importing.samples import a_permit, check

_ROWS_IN_A_PART = 50


def delivered(ending: str) -> Callable[[bytes], bool]:
    """Return the reading of files whose names end so."""

    def accepts(data: bytes) -> bool:
        with tempfile.NamedTemporaryFile(suffix=ending) as file:
            file.write(data)
            file.flush()
            try:
                opened = DeliveredFile(Path(file.name))
                reader = RowReader(opened.layout)
                rows = [row for part, _ in opened.parts(_ROWS_IN_A_PART) for row in part]
            except Invalid:
                return False
        cells = [found for row in rows if not isinstance(found := reader.read(row), Fault)]
        verdicts = [check(dict(found)) for found in cells]
        return any(not isinstance(verdict, list) for verdict in verdicts)

    return accepts


def _csv() -> bytes:
    row = a_permit()
    return (",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n").encode()


def _json_line() -> bytes:
    pairs = ",".join(f'"{name}":"{cell}"' for name, cell in a_permit().items())
    return b"{" + pairs.encode() + b"}\n"


DELIVERIES = {
    "csv": Target(delivered(".csv"), [_csv(), b'a,b\n"1\n2",3\n']),
    "json_lines": Target(delivered(".jsonl"), [_json_line(), b"[1]\n{}\n"]),
}
