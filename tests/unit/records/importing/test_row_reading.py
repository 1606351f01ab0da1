from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.errors import Invalid
from backend.records.importing.delivered_file import DeliveredFile, Format, Layout, RawRow, write_cells
from backend.records.importing.fields import ALWAYS_REQUIRED, DETAIL_FIELDS, RECORD_FIELDS, REPORT_HEADINGS
from backend.records.importing.row_check import Fault
from backend.records.importing.row_reading import RowReader, cells_of_object
from tests.builders.deliveries import HEADINGS, a_penalty
from tests.unit.records.importing.samples import RARE_NAMES, read_file, staged

FIELDS = (*RECORD_FIELDS, *DETAIL_FIELDS)
CHINESE = "目录项编码,决定书文号,行政相对人名称,证件号码,决定日期"
ENGLISH = ",".join(ALWAYS_REQUIRED)
NEEDED = CHINESE.split(",")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")


def reader_of(*headings: str) -> RowReader:
    return RowReader(Layout(Format.CSV, "utf-8", headings))


def read_csv(text: str, headings: tuple[str, ...] = tuple(NEEDED)) -> Any:
    return reader_of(*headings).read(RawRow(2, text.encode()))


def read_json(text: str) -> Any:
    return RowReader(Layout(Format.JSON_LINES, "utf-8", ())).read(RawRow(1, text.encode()))


def the_fault(found: object) -> tuple[str, str]:
    assert isinstance(found, Fault)
    assert found.zh
    return found.field, found.code


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("header", [CHINESE, ENGLISH])
def test_rare_names_are_the_same_in_every_encoding(tmp_path: Path, encoding: str, header: str) -> None:
    lines = [header, *(f"i,{number},{name},c,d" for number, name in enumerate(RARE_NAMES))]
    read = read_file(tmp_path / "a.csv", "\r\n".join(lines).encode(encoding))
    assert [row["subject_name"] for _, row in read] == list(RARE_NAMES)


def test_a_record_is_the_same_in_every_encoding_and_format(tmp_path: Path) -> None:
    row = a_penalty(subject_name="阿依古丽·买买提𠮷", violation_facts="甲,乙\n“丙”")
    csv = "\n".join(write_cells(list(cells)) for cells in (HEADINGS.values(), map(row.get, HEADINGS)))
    by_heading = {HEADINGS[key]: cell for key, cell in row.items()}
    files = {f"{encoding}.csv": csv.encode(encoding) for encoding in ENCODINGS}
    files |= {"keys.jsonl": orjson.dumps(row), "headings.jsonl": orjson.dumps(by_heading)}
    files["gb.jsonl"] = orjson.dumps(by_heading).decode().encode("gb18030")
    read = {name: read_file(tmp_path / name, content) for name, content in files.items()}
    same = {(staged(cells).record_id, staged(cells).fingerprint) for [(_, cells)] in read.values()}
    assert same == {(staged(row).record_id, staged(row).fingerprint)}


@pytest.mark.parametrize("header", [CHINESE, ENGLISH])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_lines_of_another_encoding_are_faulty_and_the_rest_is_read(
    tmp_path: Path, encoding: str, header: str
) -> None:
    other = "gb18030" if encoding == "utf-8" else "utf-8"
    good, strange = "i,n,王小明,c,d\n", "i,n,王小明,c,d\n"
    head = f"{header}\n{good * 5}".encode(encoding)
    content = head + strange.encode(other) + good.encode(encoding) + strange.encode(other)
    read = read_file(tmp_path / "a.csv", content)
    assert [line for line, found in read if found == "characters-unreadable"] == [7, 9]
    assert {row["subject_name"] for _, row in read if isinstance(row, dict)} == {"王小明"}
    assert len(read) == 8


@pytest.mark.parametrize("separator", ["\x00", "\x1a", "\x85", "\x0b"])
def test_a_control_character_is_told_with_its_column(separator: str) -> None:
    assert the_fault(read_csv(f"i,n,王{separator}小明,c,d")) == ("行政相对人名称", "characters-unreadable")
    cells = {"姓名": f"王{separator}小明"}
    assert the_fault(cells_of_object(cells)) == ("行政相对人名称", "characters-unreadable")


def test_a_control_character_in_a_column_that_nobody_reads_does_no_harm() -> None:
    read = read_csv("i,n,王小明,c,d,\x01", (*NEEDED, "备注"))
    assert read["subject_name"] == "王小明"


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_line_break_inside_a_cell_is_text(line_break: str) -> None:
    facts = f"一、无照经营{line_break}二、拒不改正"
    read = read_csv(write_cells(["i", "n", "王小明", "c", "d", facts]), (*NEEDED, "违法事实"))
    assert read["violation_facts"] == facts


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_column_may_have_any_of_the_headings_of_its_field_or_its_key(field) -> None:
    for heading in (field.key, *field.headings):
        assert cells_of_object({heading: "甲"}) == {field.key: "甲"}


def test_no_two_fields_share_a_heading() -> None:
    names = [name for field in FIELDS for name in (field.key, *field.headings)]
    assert len(set(names) | set(REPORT_HEADINGS)) == len(names) + len(REPORT_HEADINGS)


@pytest.mark.parametrize("missing", ALWAYS_REQUIRED)
def test_a_file_without_a_needed_column_is_refused_with_its_name(missing: str) -> None:
    with pytest.raises(Invalid) as refusal:
        reader_of(*(heading for key, heading in HEADINGS.items() if key != missing))
    assert (refusal.value.code, refusal.value.extra["missing"]) == ("headings-faulty", [HEADINGS[missing]])
    assert HEADINGS[missing] in refusal.value.zh
    assert refusal.value.extra["repeated"] == []


def test_a_column_that_comes_twice_under_whatever_name_is_refused_with_its_name() -> None:
    with pytest.raises(Invalid) as refusal:
        reader_of(*NEEDED, "姓名", "名称", "有效期至", "公示截止期")
    assert refusal.value.extra == {"missing": [], "repeated": ["有效期至", "行政相对人名称"]}
    assert "重复：有效期至、行政相对人名称" in refusal.value.zh


def test_a_first_row_that_is_no_header_is_refused_with_all_that_it_lacks(tmp_path: Path) -> None:
    for content in (b"", b"\n", b"1,2,3\n", b"\xff\xfe\x00\x01", "目录项编码;姓名\n".encode()):
        with pytest.raises(Invalid) as refusal:
            read_file(tmp_path / "a.csv", content)
        assert refusal.value.extra["missing"] == NEEDED


def test_unknown_columns_are_reported_and_left_unread() -> None:
    reader = reader_of("行号", *NEEDED, "备注", "手机号", "")
    assert reader.unread_headings == ["行号", "备注", "手机号"]
    read = reader.read(RawRow(2, "2,i,n,王小明,c,d,x,1,".encode()))
    assert read == dict(zip(ALWAYS_REQUIRED, ["i", "n", "王小明", "c", "d"], strict=True))


def test_headings_are_read_with_their_quotes_and_spaces_taken_off(tmp_path: Path) -> None:
    header = ",".join(f'" {heading}"' for heading in NEEDED)
    for encoding in ENCODINGS:
        (tmp_path / "a.csv").write_bytes(f"{header}\r\n".encode(encoding))
        assert DeliveredFile(tmp_path / "a.csv").layout.headings == tuple(NEEDED)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *[("甲", "甲"), (" 甲\n", "甲"), (7, "7"), (20261118, "20261118"), (0.05, "0.05"), (-1, "-1")],
        *[(350299199005170001, "350299199005170001"), (2**63, "9223372036854775808")],
    ],
)
def test_texts_and_numbers_are_cells_of_a_json_row(value: object, cell: str) -> None:
    assert cells_of_object({"内容": value}) == {"content": cell}


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000"])
def test_null_and_white_space_are_no_cells(value: object) -> None:
    assert cells_of_object({"内容": value, "姓名": "王小明"}) == {"subject_name": "王小明"}


@pytest.mark.parametrize("value", [[], ["甲"], {}, {"zh": "甲"}, True, False])
def test_anything_else_in_a_json_row_is_a_fault_of_its_field(value: object) -> None:
    assert the_fault(cells_of_object({"处罚内容": value})) == ("内容", "row-unreadable")


def test_members_that_no_field_is_named_by_may_hold_anything() -> None:
    assert cells_of_object({"x": {"y": [None]}, "姓名": "王小明", "": True}) == {"subject_name": "王小明"}


@pytest.mark.parametrize(
    "text",
    [
        *['{"姓名": "王小明"', '{"姓名"}', "姓名", "[]", '["姓名"]', '"姓名"', "7", "null", "true"],
        *['{"姓名": NaN}', '{"姓名": "王\t明"}', '{"姓名": "\\ud842"}', "{} {}", "[" * 2000],
    ],
)
def test_a_line_that_is_no_json_object_is_a_fault_of_the_whole_row(text: str) -> None:
    assert the_fault(read_json(text)) == ("整行", "row-unreadable")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from([*HEADINGS, *HEADINGS.values(), "x"]), json_values, max_size=5)
    | json_values
)
def test_whatever_a_json_row_holds_it_is_cells_or_a_fault(found: object) -> None:
    read = cells_of_object(found)
    assert isinstance(read, Fault) or all(cell == cell.strip() != "" for cell in read.values())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_json_is_the_number_that_the_cell_says(number: float) -> None:
    read = read_json(orjson.dumps({"内容": number}).decode())
    assert math.isclose(float(read["content"]), number)
