from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import Invalid
from backend.records.importing.delivered_file import DeliveredFile, Format, write_cells
from tests.unit.records.importing.samples import read_file

COLUMNS = ("item_id", "document_number", "subject_name", "subject_code", "decided_on")
HEADER = "目录项编码,决定书文号,行政相对人名称,证件号码,决定日期"
GOOD = "i,{},王小明,c,d"
MULTI = '"i\n\n1",{},"王,""小""明\n",c,"d"'
OPEN = [
    '"i,{},王小明,c,d',
    'i,{},"王小明,c,d',
    'i,{},王小明,"c,d',
    'i,{},"王小"明",c,d',
    '"',
    '""" ',
]
# What a person may type into a cell; it is stripped when it is read.
texts = st.text(st.sampled_from("王㛃𠮷䶮𬭎·葛\U000e0100a1,;\"' \n"), max_size=8)
cells = st.lists(texts, min_size=5, max_size=5).filter(lambda row: any(cell.strip() for cell in row))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("delivered")


def kept(row: Sequence[str]) -> dict[str, str]:
    return {key: cell.strip() for key, cell in zip(COLUMNS, row, strict=True) if cell.strip()}


@given(
    rows=st.lists(cells, max_size=6),
    ending=st.sampled_from(["\n", "\r\n"]),
    has_end=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
def test_every_cell_comes_back_with_the_line_on_which_its_row_begins(
    folder: Path, rows: list[list[str]], ending: str, has_end: bool, encoding: str
) -> None:
    expected, text = [], HEADER
    for row in rows:
        expected.append((text.count("\n") + 2, kept(row)))
        text += ending + write_cells(row)
    content = (text + ending * has_end).encode(encoding)
    assert read_file(folder / "a.csv", content) == expected


@given(rows=st.lists(cells, min_size=1, max_size=9), rows_each=st.integers(1, 4))
def test_the_size_of_the_parts_never_changes_the_rows(
    folder: Path, rows: list[list[str]], rows_each: int
) -> None:
    path = folder / "a.csv"
    path.write_text("\n".join([HEADER, *map(write_cells, rows)]), encoding="utf-8")
    file = DeliveredFile(path)
    [(whole, _)] = file.parts(1000)
    parts = list(file.parts(rows_each))
    assert [row for part, _ in parts for row in part] == whole
    assert [len(part) for part, _ in parts[:-1]] == [rows_each] * (len(parts) - 1)
    behind = [bytes_behind for _, bytes_behind in parts]
    assert behind == sorted(behind)
    assert behind[-1] == file.size


@given(
    st.lists(st.tuples(st.sampled_from([GOOD, MULTI, *OPEN])), max_size=9),
    st.integers(1, 4),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_quote_that_nobody_closed_costs_its_own_line_and_no_other(
    folder: Path, drawn: list[tuple[str]], rows_each: int, ending: str
) -> None:
    text, lines_of_good = HEADER, {}
    for number, (line,) in enumerate(drawn):
        if line not in OPEN:
            lines_of_good[f"n{number}"] = text.count("\n") + 2
        text += ending + line.format(f"n{number}").replace("\n", ending)
    read = read_file(folder / "a.csv", text.encode(), rows_each)
    found = {row["document_number"]: line for line, row in read if isinstance(row, dict)}
    assert {name: line for name, line in found.items() if name in lines_of_good} == lines_of_good
    assert len(read) == len(drawn)


@pytest.mark.parametrize("line", [*OPEN[:3], 'i,{},王小明,c,"d'])
@pytest.mark.parametrize(
    ("before", "after"),
    [([], []), ([], [GOOD]), ([GOOD], [MULTI]), ([MULTI], [GOOD, MULTI]), ([MULTI], [])],
)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_each_line_with_an_open_quote_is_a_fault_of_its_own(
    tmp_path: Path, line: str, before: list[str], after: list[str], times: int
) -> None:
    text = "\n".join([HEADER, *before, *[line] * times, *after])
    read = [found for _, found in read_file(tmp_path / "a.csv", text.encode())]
    faults = read[len(before) : len(before) + times]
    assert faults == ["row-unreadable"] * times
    assert [type(found) for found in read].count(dict) == len(before) + len(after)


def test_a_quote_inside_a_word_is_a_character_like_any_other(tmp_path: Path) -> None:
    rows = ['i,n,5"管,c,d', GOOD, 'i,n,6"管,c,d', MULTI]
    read = read_file(tmp_path / "a.csv", "\n".join([HEADER, *rows]).encode())
    assert [(line, row["subject_name"]) for line, row in read] == [
        *((2, '5"管'), (3, "王小明"), (4, '6"管'), (5, '王,"小"明')),
    ]


def test_lines_without_anything_are_passed_over_and_counted(tmp_path: Path) -> None:
    text = f"{HEADER}\n\n  \n{GOOD}\n\r\n{GOOD}\n\n"
    assert [line for line, _ in read_file(tmp_path / "a.csv", text.encode())] == [4, 6]


def test_a_file_of_headings_alone_has_no_rows(tmp_path: Path) -> None:
    for ending in ("", "\n", "\r\n", "\n\n"):
        assert read_file(tmp_path / "a.csv", f"{HEADER}{ending}".encode()) == []


@pytest.mark.parametrize(("row", "code"), [("i,n,王小明,c", "short"), ("i,n,王小明,c,d,e", "long")])
def test_a_row_of_more_or_fewer_cells_than_headings_is_no_row(tmp_path: Path, row: str, code: str) -> None:
    read = read_file(tmp_path / f"{code}.csv", f"{HEADER}\n{row}\n{GOOD}".encode())
    assert read[0] == (2, "columns-mismatch")
    assert read[1][0] == 3


@pytest.mark.parametrize("name", ["a.jsonl", "a.NDJSON"])
def test_json_lines_are_counted_from_the_first(tmp_path: Path, name: str) -> None:
    content = '\ufeff{"item_id": "i"}\n\n{"证件号码": "c"}\r\n{"姓名"'.encode()
    assert read_file(tmp_path / name, content) == [
        (1, {"item_id": "i"}),
        (3, {"subject_code": "c"}),
        (4, "row-unreadable"),
    ]


def test_quotes_mean_nothing_to_the_lines_of_json(tmp_path: Path) -> None:
    content = b'{"title": "5\\""}\n{"title": "6\\""}\n"\n{"title": "7"}'
    titles = [(line, found) for line, found in read_file(tmp_path / "a.jsonl", content)]
    assert titles == [(1, {"title": '5"'}), (2, {"title": '6"'}), (3, "row-unreadable"), (4, {"title": "7"})]


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl", "a.txt"]))
def test_whatever_a_file_holds_it_is_read_or_refused(folder: Path, content: bytes, name: str) -> None:
    header = b"" if name.endswith("jsonl") else f"{HEADER}\n".encode()
    for _, found in read_file(folder / name, header + content):
        assert isinstance(found, dict) or found in {
            *("characters-unreadable", "row-unreadable", "columns-mismatch"),
        }


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADER}\n".encode())
    file = DeliveredFile(path)
    assert file.digest() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (file.size, file.layout.format) == (len(path.read_bytes()), Format.CSV)


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("目录项编码")
    with pytest.raises(Invalid) as refusal:
        DeliveredFile(path)
    assert refusal.value.code == "file-unreadable"
    with ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(Invalid):
        DeliveredFile(path)
