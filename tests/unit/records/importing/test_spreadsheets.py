from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from backend.platform.errors import Invalid
from backend.records.importing.delivered_file import DeliveredFile
from backend.records.importing.row_reading import RowReader
from tests.builders.deliveries import HEADINGS, a_penalty, a_row
from tests.unit.records.importing.samples import RARE_NAMES, faults_of, good, read_file

HEADER = ["目录项编码", "决定书文号", "姓名", "证件号码", "决定日期", "罚款金额（万元）"]
Row = Sequence[object]


def a_workbook(path: Path, *rows: Row, is_streamed: bool = False) -> Path:
    """Write a workbook; a streamed one does not say how wide it is, as many programs write them."""
    book = Workbook(write_only=is_streamed)
    sheet = book.create_sheet("处罚", 0)
    for row in rows:
        sheet.append(row)
    book.create_sheet("说明").append(["这一页不读"])
    book.save(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "处罚.xlsx"


def test_dates_numbers_and_texts_are_read_as_they_are_shown(path: Path) -> None:
    a_workbook(
        path,
        HEADER,
        ["i", "厦市监〔2026〕1号", "王小明", "350299199005170001", date(2026, 11, 18), 0.05],
        ["i", 17, "王小明", 123456789012345, datetime(2026, 11, 18), 2],  # noqa: DTZ001  a sheet has no zone
        ["i", 1.5, " 王小明 ", None, "2026年11月18日", "0.05"],
    )
    assert [row for _, row in read_file(path)] == [
        {
            "item_id": "i",
            "document_number": "厦市监〔2026〕1号",
            "subject_name": "王小明",
            "subject_code": "350299199005170001",
            "decided_on": "2026-11-18",
            "fine_fen": "0.05",
        },
        {
            "item_id": "i",
            "document_number": "17",
            "subject_name": "王小明",
            "subject_code": "123456789012345",
            "decided_on": "2026-11-18",
            "fine_fen": "2",
        },
        {
            "item_id": "i",
            "document_number": "1.5",
            "subject_name": "王小明",
            "decided_on": "2026年11月18日",
            "fine_fen": "0.05",
        },
    ]


@pytest.mark.parametrize("number", [350299199001010000, 350299199001010000.0, 10**15])
def test_an_id_number_that_became_a_number_lost_its_end_and_is_nobodys(path: Path, number: float) -> None:
    a_workbook(path, list(HEADINGS.values()), [(a_row() | {"subject_code": number}).get(k) for k in HEADINGS])
    [(_, cells)] = read_file(path)
    assert faults_of(cells) == [("证件号码", "id-number-length")]


def test_a_moment_of_the_day_is_no_date(path: Path) -> None:
    moment = datetime(2026, 11, 18, 9, 30)  # noqa: DTZ001  a sheet has no zone
    a_workbook(path, HEADER, ["i", "n", "王小明", "c", moment, ""])
    [(_, row)] = read_file(path)
    assert row["decided_on"] == "2026-11-18 09:30:00"


@pytest.mark.parametrize("name", RARE_NAMES)
def test_rare_names_line_breaks_quotes_and_commas_arrive_whole(path: Path, name: str) -> None:
    cell = f'{name},"{name}"\n{name}'
    a_workbook(path, HEADER, ["i", "n", cell, "c", "d", ""])
    [(line, row)] = read_file(path)
    assert (line, row["subject_name"]) == (2, cell)


def test_rows_are_numbered_as_in_the_sheet_and_empty_ones_passed_over(path: Path) -> None:
    full = ["i", "n", "王小明", "c", "d", 0]
    a_workbook(path, HEADER, [None] * 6, full, ["", " ", None, None, None, None][:1], full)
    assert [line for line, _ in read_file(path)] == [3, 5]


@pytest.mark.parametrize("is_streamed", [True, False])
def test_a_row_may_leave_out_the_empty_cells_at_its_end_and_may_have_more_of_them(
    path: Path, is_streamed: bool
) -> None:
    short, long = ["i", "n", "王小明"], ["i", "n", "王小明", None, None, None, None, ""]
    a_workbook(path, HEADER, short, long, is_streamed=is_streamed)
    expected = {"item_id": "i", "document_number": "n", "subject_name": "王小明"}
    assert read_file(path) == [(2, expected), (3, expected)]


def test_a_cell_beyond_the_headings_is_a_fault_of_its_row(path: Path) -> None:
    a_workbook(path, HEADER, ["i", "n", "王小明", "c", "d", 0, "？"], HEADER, is_streamed=True)
    assert [found if isinstance(found, str) else "read" for _, found in read_file(path)] == [
        *("columns-mismatch", "read"),
    ]


def test_columns_without_a_heading_are_not_worth_a_word(path: Path) -> None:
    a_workbook(path, [*HEADER, None, "备注", ""], ["i", "n", "王小明", "c", "d", 0, "x", "y", "z"])
    file = DeliveredFile(path)
    assert RowReader(file.layout).unread_headings == ["备注"]


def test_the_parts_of_a_sheet_are_its_rows_in_order(path: Path) -> None:
    rows = [["i", str(number), "王小明", "c", "d", 0] for number in range(7)]
    a_workbook(path, HEADER, *rows)
    for rows_each in (1, 2, 3, 7):
        assert [row["document_number"] for _, row in read_file(path, rows_each=rows_each)] == list("0123456")


def test_a_sheet_of_a_whole_penalty_goes_in(path: Path) -> None:
    row = a_penalty()
    a_workbook(path, list(HEADINGS.values()), [row.get(key) for key in HEADINGS])
    [(_, cells)] = read_file(path)
    assert good(cells).details["fine_fen"] == 50_000


def spoil(path: Path, name: str, change: Callable[[bytes], bytes | None]) -> None:
    """Pack the workbook anew with one part changed, or left out."""
    with ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    [found] = [one for one in parts if one.endswith(name)]
    with ZipFile(path, "w") as packed:
        for one, content in parts.items():
            written = change(content) if one == found else content
            if written is not None:
                packed.writestr(one, written)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("sheet1.xml", lambda content: content[:-30]),
        ("sheet1.xml", lambda content: content.replace(b'r="A1"', b'r="1"')),
        ("styles.xml", lambda content: content[:-30]),
        ("styles.xml", lambda content: content.replace(b"patternType", b"pattern")),
        ("/workbook.xml", lambda content: re.sub(b"<sheets>.*</sheets>", b"<sheets/>", content)),
        ("workbook.xml.rels", lambda content: None),
        ("[Content_Types].xml", lambda content: b"<Types/>"),
    ],
    ids=[
        *("a sheet cut off", "a cell nowhere", "styles cut off", "styles unknown"),
        *("no list of sheets", "no relations", "no parts"),
    ],
)
def test_a_workbook_that_no_program_has_written_so_is_refused(
    path: Path, name: str, change: Callable[[bytes], bytes | None]
) -> None:
    spoil(a_workbook(path, HEADER, ["i", "n", "王小明"]), name, change)
    with pytest.raises(Invalid, match="file-unreadable"):
        read_file(path)


@pytest.mark.parametrize(
    ("place", "written"), [(8, b"\x01"), (10, b"\x63")], ids=["encrypted", "packed in an unknown way"]
)
def test_an_archive_that_cannot_be_unpacked_is_refused(path: Path, place: int, written: bytes) -> None:
    entry = b"PK\x01\x02"
    whole = bytearray(a_workbook(path, HEADER).read_bytes())
    for start in (found.start() for found in re.finditer(entry, whole)):
        whole[start + place : start + place + 1] = written
    path.write_bytes(whole)
    with pytest.raises(Invalid, match="file-unreadable"):
        read_file(path)


def test_a_sheet_is_as_large_as_its_rows_and_not_as_it_says(path: Path) -> None:
    a_workbook(path, HEADER, ["i", "n", "王小明"])
    spoil(path, "sheet1.xml", lambda content: re.sub(b'ref="[A-Z0-9:]+"', b'ref="A1:ZZZ999999999"', content))
    assert [line for line, _ in read_file(path)] == [2]


def test_a_row_below_every_sheet_is_refused_and_not_counted_to(path: Path) -> None:
    a_workbook(path, HEADER, ["i", "n", "王小明"])
    spoil(path, "sheet1.xml", lambda content: content.replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(Invalid, match="file-too-large"):
        read_file(path)


def test_a_cell_as_far_out_as_can_be_makes_no_heading(path: Path) -> None:
    a_workbook(path, HEADER, ["i", "n", "王小明"])
    spoil(
        path, "sheet1.xml", lambda content: content.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1)
    )
    file = DeliveredFile(path)
    assert len(file.layout.headings) < 2000
    assert [line for line, _ in read_file(path)] == [2]


def test_a_workbook_that_unfolds_beyond_all_measure_is_never_unfolded(path: Path) -> None:
    whole = bytearray(a_workbook(path, HEADER).read_bytes())
    size_of_a_part = whole.index(b"PK\x01\x02") + 24
    whole[size_of_a_part : size_of_a_part + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(whole)
    with pytest.raises(Invalid, match="file-too-large"):
        read_file(path)


@pytest.mark.parametrize("rows", [[], [[None, None]], [["", "备注"]]])
def test_a_sheet_without_headings_is_refused(path: Path, rows: list[Row]) -> None:
    a_workbook(path, *rows)
    with pytest.raises(Invalid) as refusal:
        read_file(path)
    assert refusal.value.code == "headings-faulty"
