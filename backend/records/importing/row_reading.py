"""From the bytes of a delivered row to its cells by field, or to what keeps it from being read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from backend.platform.errors import Invalid
from backend.records.importing.delivered_file import Format, Layout, RawRow, parse_cells
from backend.records.importing.fields import (
    ALWAYS_REQUIRED,
    DETAIL_FIELDS,
    RECORD_FIELDS,
    fields_by_heading,
)
from backend.records.importing.row_check import Fault
from backend.records.importing.values import has_unreadable

_BY_HEADING = fields_by_heading((*RECORD_FIELDS, *DETAIL_FIELDS))
_WHOLE_ROW = "整行"


class RowReader:
    """Reads the rows of one file; columns that no field is named by are left unread."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._read = self._read_json if layout.format is Format.JSON_LINES else self._read_csv
        fields = [_BY_HEADING.get(heading) for heading in layout.headings]
        self._keys = [field.key if field else None for field in fields]
        if layout.format is Format.CSV:
            self._require_headings()

    @property
    def unread_headings(self) -> list[str]:
        """Return the headings that no field is named by."""
        pairs = zip(self._layout.headings, self._keys, strict=True)
        return [heading for heading, key in pairs if heading and key is None]

    def read(self, row: RawRow) -> Mapping[str, str] | Fault:
        """Return the cells that are not empty by field key, or the fault that keeps the row unread."""
        try:
            text = row.content.decode(self._layout.encoding)
        except UnicodeDecodeError:
            return Fault(_WHOLE_ROW, "characters-unreadable", f"含有不是 {self._layout.encoding} 编码的字符")
        return self._read(text)

    def _read_csv(self, text: str) -> Mapping[str, str] | Fault:
        cells = parse_cells(text)
        if cells is None:
            return Fault(_WHOLE_ROW, "row-unreadable", "引号不成对，无法分列")
        if len(cells) != len(self._keys):
            zh = f"应有{len(self._keys)}列，实有{len(cells)}列"
            return Fault(_WHOLE_ROW, "columns-mismatch", zh)
        by_key = zip(self._keys, cells, strict=False)
        found = {key: kept for key, cell in by_key if cell and key and (kept := cell.strip())}
        return _find_unreadable(found) or found if has_unreadable(text) else found

    def _read_json(self, text: str) -> Mapping[str, str] | Fault:
        try:
            found: Any = orjson.loads(text)
        except orjson.JSONDecodeError:
            return Fault(_WHOLE_ROW, "row-unreadable", "不是完整的 JSON 对象")
        return cells_of_object(found)

    def _require_headings(self) -> None:
        known = [key for key in self._keys if key]
        missing = [_BY_HEADING[key].headings[0] for key in ALWAYS_REQUIRED if key not in known]
        repeated = sorted({_BY_HEADING[key].headings[0] for key in known if known.count(key) > 1})
        if missing or repeated:
            raise Invalid(
                "headings-faulty",
                zh="文件首行应为列名；"
                + (f"缺少：{'、'.join(missing)}。" if missing else "")
                + (f"重复：{'、'.join(repeated)}。" if repeated else ""),
                en="The first row must name the columns; some are missing or there twice.",
                missing=missing,
                repeated=repeated,
            )


def cells_of_object(found: object) -> Mapping[str, str] | Fault:
    """Return the cells of a row that names its fields; texts and numbers are cells, anything else is none."""
    if not isinstance(found, dict):
        return Fault(_WHOLE_ROW, "row-unreadable", "应为“字段: 值”形式的 JSON 对象")
    cells = {}
    for name, value in found.items():
        field = _BY_HEADING.get(name)
        if field is None:
            continue
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            return Fault(field.headings[0], "row-unreadable", "应为文字或数字")
        if value is not None and (text := str(value).strip()):
            cells[field.key] = text
    return _find_unreadable(cells) or cells


def _find_unreadable(cells: Mapping[str, str]) -> Fault | None:
    for key, text in cells.items():
        if has_unreadable(text):
            return Fault(_BY_HEADING[key].headings[0], "characters-unreadable", "含有无法识别的字符")
    return None
