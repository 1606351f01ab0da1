from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from stdnum.cn import ric, uscc

from backend.demo.batches.command import generate_command
from backend.demo.batches.days import Days
from backend.demo.batches.faults import CODES, CONFLICT
from backend.demo.batches.generation import FileTruth, Order, generate_batches
from backend.demo.batches.subjects import Citizens, Organisations
from backend.identity.id_number import adult_on
from backend.platform.errors import Invalid
from tests.builders.clock import StandingClock
from tests.unit.demo.published import TODAY, published_catalogue

CODE, NAME, DECIDED, DOCUMENT = "证件号码", "行政相对人名称", "决定日期", "决定书文号"


def generate(folder: Path, records: int = 1000, **asked: object) -> list[FileTruth]:
    order = {"citizens": 200, "organisations": 50, "seed": 7, "today": TODAY} | asked
    return generate_batches(published_catalogue(), Order(records=records, **order), folder)  # type: ignore[arg-type]


def run(folder: Path, *asked: str) -> Result:
    command = generate_command(published_catalogue(), StandingClock())
    sizes = ["--citizens", "200", "--organisations", "50", "--records", "300"]
    return CliRunner().invoke(command, [*sizes, "--out", str(folder), *asked])


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows_of(folder: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    texts = [path.read_text(encoding=encoding) for path in folder.glob("*.csv")]
    return [row for text in texts for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)]


def day_of(text: str) -> date:
    digits = (
        [text[:4], text[4:6], text[6:]] if text.isdecimal() else text.rstrip("日").translate(_PARTS).split()
    )
    year, month, day = map(int, digits)
    return date(year, month, day)


_PARTS = str.maketrans("-/年月", "    ")


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(tmp_path: Path, format_: str) -> None:
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate(tmp_path / folder, seed=seed, faults=0.05, format=format_)
    first, again, other = (contents_of(tmp_path / folder) for folder in "abc")
    assert first == again
    assert first.keys() == other.keys()
    assert all(first[name] != other[name] for name in first)


def test_the_same_arguments_give_a_spreadsheet_of_the_same_cells(tmp_path: Path) -> None:
    for folder in "ab":
        generate(tmp_path / folder, 300, faults=0.05, format="xlsx")
    sheets = [load_workbook(tmp_path / folder / "mkt.xlsx").worksheets[0] for folder in "ab"]
    first, again = ([*sheet.values] for sheet in sheets)
    assert first == again
    assert first[0][0] == "目录项编码"


def test_without_faults_every_row_is_good_and_about_a_record_of_its_own(tmp_path: Path) -> None:
    truths = generate(tmp_path)
    rows = rows_of(tmp_path)
    assert len(rows) == sum(truth.rows for truth in truths) == sum(truth.good for truth in truths) == 1000
    assert not any(truth.bad or truth.duplicates for truth in truths)
    assert len({row[DOCUMENT] for row in rows}) == 1000


@pytest.mark.parametrize("format_", ["csv", "jsonl", "xlsx"])
def test_bad_rows_are_as_many_as_asked_for_and_of_every_code_alike(tmp_path: Path, format_: str) -> None:
    truths = generate(tmp_path, 1500, faults=0.1, format=format_)
    made = Counter(code for truth in truths for _, code in truth.bad)
    codes = CODES[format_]
    assert made.keys() == {CONFLICT, *codes.of_cells, *codes.of_bytes}
    assert made.total() == 150
    assert max(made.values()) - min(made.values()) <= 1
    assert sum(truth.good for truth in truths) == 1350


def test_repeats_come_on_top_and_are_the_same_as_an_earlier_line(tmp_path: Path) -> None:
    truths = generate(tmp_path, faults=0.02, format="jsonl")
    repeats = [(truth, line) for truth in truths for line in truth.duplicates]
    assert repeats
    for truth, line in repeats:
        lines = (tmp_path / truth.name).read_bytes().splitlines()
        assert lines[line - 1] in lines[: line - 1]
        assert len(lines) == truth.rows


def test_every_code_is_valid_and_a_code_has_one_name(tmp_path: Path) -> None:
    generate(tmp_path)
    names: dict[str, str] = {}
    for row in rows_of(tmp_path):
        assert names.setdefault(row[CODE], row[NAME]) == row[NAME]
    kinds = Counter("person" if code[:17].isdecimal() else "organisation" for code in names)
    assert kinds["person"] > 100
    assert kinds["organisation"] > 30
    for code in names:
        assert code[:6] == "350299" or code[2:8] == "350299"
        if code[:17].isdecimal():
            assert ric.get_birth_date(code) < TODAY
            assert ric.calc_check_digit(code) == code[17]
        else:
            assert uscc.is_valid(code)


def test_people_are_of_age_when_decided_on(tmp_path: Path) -> None:
    generate(tmp_path)
    about_people = [row for row in rows_of(tmp_path) if row[CODE].startswith("350299")]
    for row in about_people:
        assert adult_on(ric.get_birth_date(row[CODE])) <= day_of(row[DECIDED]) <= TODAY


def test_no_two_citizens_and_no_two_organisations_share_a_code() -> None:
    for subjects in (Citizens(7), Organisations(7)):
        assert len({subjects[number].code for number in range(20_000)}) == 20_000


def test_names_with_rare_characters_and_middle_dots_occur() -> None:
    citizens = Citizens(7)
    names = "".join(citizens[number].name for number in range(20_000))
    assert all(character in names for character in "㛃𠮷䶮𬭎·")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_other_encodings_hold_the_same_text(tmp_path: Path, encoding: str) -> None:
    generate(tmp_path / "utf-8")
    generate(tmp_path / "other", encoding=encoding)
    assert rows_of(tmp_path / "other", encoding) == rows_of(tmp_path / "utf-8")
    assert contents_of(tmp_path / "other") != contents_of(tmp_path / "utf-8")


def test_some_good_cells_hold_a_line_break_and_lines_count_on(tmp_path: Path) -> None:
    truths = generate(tmp_path, 3000, faults=0.05)
    broken = 0
    for truth in truths:
        lines = (tmp_path / truth.name).read_bytes().splitlines()
        broken += len(lines) - 1 - truth.rows
        for line, code in truth.bad:
            assert code != "row-unreadable" or lines[line - 1].count(b'"') % 2
            assert code != "characters-unreadable" or lines[line - 1].endswith(b"\xff")
    assert broken > 0


def test_most_rows_are_neutral_and_few_adverse(tmp_path: Path) -> None:
    generate(tmp_path, 3000)
    items = published_catalogue().items
    polarities = Counter(items[row["目录项编码"]].polarity.value for row in rows_of(tmp_path))
    assert polarities["neutral"] > 2000
    assert 100 < polarities["adverse"] < 500
    assert 100 < polarities["commendation"] < 500


def test_a_day_before_the_generated_people_came_of_age_is_refused() -> None:
    with pytest.raises(Invalid, match="today-too-early"):
        Days(date(2018, 1, 3))


def test_the_command_writes_the_files_and_the_manifest(tmp_path: Path) -> None:
    result = run(tmp_path, "--faults", "0.1", "--seed", "3")
    assert result.exit_code == 0
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    asked = {key: manifest[key] for key in ("citizens", "organisations", "records", "seed", "today")}
    assert asked == {
        "citizens": 200,
        "organisations": 50,
        "records": 300,
        "seed": 3,
        "today": TODAY.isoformat(),
    }
    files = manifest["files"]
    assert {path.name for path in tmp_path.glob("*.csv")} == {file["name"] for file in files}
    assert sum(len(file["bad"]) for file in files) == 30
    assert all(len(file["bad"]) + file["good"] + len(file["duplicates"]) == file["rows"] for file in files)


def test_the_command_takes_another_day(tmp_path: Path) -> None:
    assert run(tmp_path, "--today", "2024-05-06").exit_code == 0
    assert max(day_of(row[DECIDED]) for row in rows_of(tmp_path)) <= date(2024, 5, 6)


def test_the_command_refuses_an_encoding_for_other_formats_and_a_day_too_early(tmp_path: Path) -> None:
    assert run(tmp_path, "--format", "jsonl", "--encoding", "gb18030").exit_code == 2
    result = run(tmp_path, "--today", "2018-01-02")
    assert result.exit_code == 1
    assert "日期过早" in result.output
