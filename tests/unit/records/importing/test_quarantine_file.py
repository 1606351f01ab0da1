from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
import pytest

from backend.records.importing.delivered_file import DeliveredFile, RawRow, write_cells
from backend.records.importing.fields import REPORT_HEADINGS
from backend.records.importing.part_work import PartDone, quarantine_context
from backend.records.importing.quarantine import FaultyRow, write_quarantine
from backend.records.importing.row_reading import RowReader
from tests.builders.deliveries import HEADINGS, a_penalty, a_row, write_csv
from tests.unit.records.importing.samples import CIPHER, RARE_NAMES, read_file, staged, the_work

Row = Mapping[str, str]


def work_on(path: Path) -> PartDone:
    file = DeliveredFile(path)
    [(rows, _)] = file.parts(1000)
    return the_work(file.layout).do(0, rows)


def quarantine_of(part: PartDone) -> str:
    """Return the text of the quarantine file, the rows read back as the store would give them."""
    rows = [
        FaultyRow(
            row.line,
            row.faults,
            orjson.loads(CIPHER.decrypt(row.row_encrypted, quarantine_context("bat_1", row.line))),
        )
        for row in part.rejected
    ]
    out = io.StringIO()
    assert write_quarantine(iter(rows), out) == len(rows)
    return out.getvalue()


def mend(path: Path, text: str, **cells: str) -> Path:
    """Save the file as a spreadsheet program would, with cells put right in every row."""
    path.write_text(text, encoding="utf-8-sig")
    file = DeliveredFile(path)
    reader = RowReader(file.layout)
    assert reader.unread_headings == list(REPORT_HEADINGS)
    lines = [write_cells(file.layout.headings)]
    for rows, _ in file.parts(1000):
        for row in rows:
            mended = {**as_read(reader, row), **cells}
            lines.append(write_cells(["1", "", "", *(mended.get(key, "") for key in HEADINGS)]))
    path.write_text("\r\n".join(lines), encoding="utf-8-sig")
    return path


def as_read(reader: RowReader, row: RawRow) -> Row:
    cells = reader.read(row)
    assert isinstance(cells, Mapping)
    return cells


def same(first: Sequence[Row], path: Path) -> bool:
    """Tell whether the file holds exactly these rows, each good."""
    part = work_on(path)
    assert part.rejected == []
    expected = [(row.record_id, row.fingerprint) for row in map(staged, first)]
    return [(row.record_id, row.fingerprint) for row in part.staged] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_that_are_mended_go_in_as_if_they_had_been_right(tmp_path: Path, encoding: str) -> None:
    rows = [a_penalty(subject_name=f'{name},"{name}"', content=f"甲\n{name}") for name in RARE_NAMES]
    wrong = [row | {"decided_on": "2026-02-30"} for row in rows]
    text = quarantine_of(work_on(write_csv(tmp_path / "a.csv", wrong, encoding)))
    assert same(rows, mend(tmp_path / "mended.csv", text, decided_on="2026-11-18"))


def test_rows_of_json_are_mended_as_a_csv_too(tmp_path: Path) -> None:
    row = a_penalty(violation_facts="一、无照经营\r\n二、拒不改正")
    path = tmp_path / "a.jsonl"
    path.write_bytes(orjson.dumps({HEADINGS[key]: cell for key, cell in row.items()} | {"当前状态": "?"}))
    assert same([row], mend(tmp_path / "mended.csv", quarantine_of(work_on(path)), state="有效"))


def test_a_row_shows_its_line_its_faulty_fields_and_the_reasons(tmp_path: Path) -> None:
    rows = [a_row(), a_row(decided_on="2027-01-01", state="?")]
    text = quarantine_of(work_on(write_csv(tmp_path / "a.csv", rows)))
    header, row = text.splitlines()
    assert header.startswith("行号,出错字段,原因,目录项编码,决定书文号,")
    line, fields, reasons, item_id = row.split(",")[:4]
    assert (line, item_id) == ("3", rows[1]["item_id"])
    assert set(fields.split("；")) == {"决定日期", "当前状态"}
    assert "晚于今天" in reasons


def test_what_could_not_be_divided_into_cells_comes_back_as_it_came(tmp_path: Path) -> None:
    lines = ['坏行,"没有结束', "少一列"]
    path = write_csv(tmp_path / "a.csv", [a_row(state="?")], raw_lines=lines)
    text = quarantine_of(work_on(path))
    assert text.splitlines()[2:] == [
        '3,整行,引号不成对，无法分列,坏行,"没有结束',
        "4,整行,应有27列，实有1列,少一列",
    ]


def test_what_could_not_be_divided_costs_no_other_row_of_the_quarantine(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [], raw_lines=['坏行,"没有结束', '{"姓名": "'])
    good = a_penalty(content='"甲"\n乙')
    write_csv(tmp_path / "b.csv", [good | {"state": "?"}])
    texts = [quarantine_of(work_on(tmp_path / name)) for name in ("a.csv", "b.csv")]
    text = texts[0] + texts[1].partition("\n")[2]
    read = read_file(tmp_path / "mended.csv", text.encode("utf-8-sig"))
    assert [found for _, found in read[:2]] == ["row-unreadable", "columns-mismatch"]
    assert staged({**read[2][1], "state": ""}).fingerprint == staged(good).fingerprint
    assert path.exists()


def test_a_quarantine_with_nothing_in_it_is_a_header() -> None:
    out = io.StringIO()
    assert write_quarantine(iter(()), out) == 0
    assert out.getvalue() == write_cells([*REPORT_HEADINGS, *HEADINGS.values()]) + "\n"
