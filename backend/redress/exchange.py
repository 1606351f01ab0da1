"""Cases by file, for source departments without an interface: a sheet out, and back with answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from backend.platform.errors import DomainError
from backend.records.departments import DepartmentCaller
from backend.redress.department import DepartmentAnswer, DepartmentCase, DepartmentDesk, Position
from backend.redress.events import CaseKind

_HEADINGS = (
    *("受理编号", "类别", "文号", "标题", "目录项", "原因", "当事人说明", "答复期限", "版本"),
    *("答复意见", "答复说明"),
)
_KINDS = {CaseKind.DISPUTE: "异议", CaseKind.REPAIR: "信用修复"}
POSITIONS: Mapping[str, Position] = {
    "同意": Position.AGREE,
    "部分同意": Position.PARTLY,
    "不同意": Position.DISAGREE,
    "准予修复": Position.GRANT,
    "不予修复": Position.REFUSE,
}
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RowAnswered:
    """What became of a row: None where the answer was taken, else why not, in Chinese."""

    line: int
    number: str
    trouble: str | None


class CaseExchange:
    """Writes what waits for a department, and reads its answers."""

    def __init__(self, desk: DepartmentDesk) -> None:
        self._desk = desk

    def write(self, caller: DepartmentCaller, out: TextIO) -> int:
        """Write the department's waiting cases as CSV; return how many."""
        cases = self._desk.list_cases(caller)
        writer = csv.writer(out)
        writer.writerow(_HEADINGS)
        writer.writerows([_plain(cell) for cell in _row(case)] for case in cases)
        return len(cases)

    def read(self, caller: DepartmentCaller, source: TextIO) -> Iterator[RowAnswered]:
        """Take the answers of a sheet, row by row; a row without an answer is passed over."""
        for line, row in enumerate(csv.DictReader(source), 2):
            if (row.get("答复意见") or "").strip():
                number = (row.get("受理编号") or "").strip()
                yield RowAnswered(line, number, self._take(caller, number, row))

    def _take(self, caller: DepartmentCaller, number: str, row: Mapping[str, str | None]) -> str | None:
        position = POSITIONS.get((row.get("答复意见") or "").strip())
        version = (row.get("版本") or "").strip()
        if position is None or not version.isdecimal():
            return f"答复意见只能填 {'、'.join(POSITIONS)}，版本不能改动。"
        answer = DepartmentAnswer(position, (row.get("答复说明") or "").strip(), int(version))
        try:
            self._desk.answer(caller, number, answer)
        except DomainError as refusal:
            return refusal.zh
        return None


def _row(case: DepartmentCase) -> tuple[object, ...]:
    return (
        *(case.number, _KINDS[case.kind], case.document_number or "", case.title or "", case.item_id),
        *(case.reason, case.words, case.due_on or "", case.version, "", ""),
    )


def _plain(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
