from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.domain import Domain
from backend.redress.commands import cases_commands
from backend.redress.events import DisputeReason, Event, State
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.redress import decided, taken

pytestmark = pytest.mark.store


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


def a_forwarded_dispute(domain: Domain, citizen: TestCitizen, words: str = "不是我") -> str:
    record = a_record(domain, citizen)
    number = domain.redress.disputes.open(citizen.id, record, DisputeReason.OTHER, words, None).number
    taken(domain, number)
    decided(domain, number, Event.FORWARD)
    return number


def run(domain: Domain, *arguments: str) -> str:
    commands = cases_commands(domain.redress.exchange, domain.policy.catalogue)
    done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    return done.output


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_a_sheet_goes_out_and_comes_back_with_answers(
    domain: Domain, citizen: TestCitizen, tmp_path: Path
) -> None:
    answered, left, mistyped = (a_forwarded_dispute(domain, citizen) for _ in range(3))
    sheet = tmp_path / "cases.csv"
    assert "已写出 3 件" in run(domain, "export", "mkt", "--out", str(sheet))
    assert sheet.stat().st_mode & 0o777 == 0o600
    rows = {row["受理编号"]: row for row in rows_of(sheet)}
    rows[answered] |= {"答复意见": "不同意", "答复说明": "与原决定一致"}
    rows[mistyped]["答复意见"] = "可以"
    write_rows(sheet, list(rows.values()))
    told = run(domain, "import", "mkt", str(sheet))
    assert "已采纳 1 件答复，1 件未采纳" in told
    assert f"{mistyped}：答复意见只能填" in told
    states = {view.number: view.state for view in domain.redress.cases.list_of_citizen(citizen.id)}
    assert states == {answered: State.ANSWERED, left: State.AT_SOURCE, mistyped: State.AT_SOURCE}
    assert "0 件答复，2 件未采纳" in run(domain, "import", "mkt", str(sheet))


def test_words_that_a_spreadsheet_would_run_are_written_as_words(
    domain: Domain, citizen: TestCitizen, tmp_path: Path
) -> None:
    a_forwarded_dispute(domain, citizen, '=HYPERLINK("http://x")')
    sheet = tmp_path / "cases.csv"
    run(domain, "export", "mkt", "--out", str(sheet))
    assert rows_of(sheet)[0]["当事人说明"] == '\'=HYPERLINK("http://x")'


def test_another_departments_sheet_holds_and_answers_nothing_of_it(
    domain: Domain, citizen: TestCitizen, tmp_path: Path
) -> None:
    a_forwarded_dispute(domain, citizen)
    own, other = tmp_path / "mkt.csv", tmp_path / "tax.csv"
    run(domain, "export", "mkt", "--out", str(own))
    assert "已写出 0 件" in run(domain, "export", "tax", "--out", str(other))
    (row,) = rows_of(own)
    write_rows(other, [{**row, "答复意见": "同意"}])
    assert "没有这个案件" in run(domain, "import", "tax", str(other))


def test_a_sheet_that_a_spreadsheet_saved_in_gb18030_is_read_and_another_is_refused_in_words(
    domain: Domain, citizen: TestCitizen, tmp_path: Path
) -> None:
    number = a_forwarded_dispute(domain, citizen)
    sheet = tmp_path / "cases.csv"
    run(domain, "export", "mkt", "--out", str(sheet))
    rows = rows_of(sheet)
    rows[0] |= {"答复意见": "不同意", "答复说明": "与原决定一致"}
    write_rows(sheet, rows)
    sheet.write_bytes(sheet.read_bytes().decode("utf-8-sig").encode("gb18030"))
    assert "已采纳 1 件答复" in run(domain, "import", "mkt", str(sheet))
    [view] = domain.redress.cases.list_of_citizen(citizen.id)
    assert (view.number, view.state) == (number, State.ANSWERED)
    sheet.write_bytes(b"\xff\xff\xff")
    assert "另存为 CSV" in run(domain, "import", "mkt", str(sheet))
