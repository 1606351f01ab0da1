from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.domain import Domain
from backend.platform.errors import Invalid, NotFound
from backend.records.facts import RecordState
from backend.records.importing.models import ImportChunk, QuarantinedRow, import_row
from backend.records.importing.service import Imported
from backend.records.models import CreditRecord, CreditRecordVersion, Organisation
from tests.builders.citizens import a_citizen
from tests.builders.clock import StandingClock
from tests.builders.deliveries import a_penalty, a_registration, a_row, an_organisation_code, write_csv

pytestmark = pytest.mark.store


def figures(imported: Imported) -> tuple[int, int, int, int, int, int]:
    batch = imported.batch
    return batch.rows, batch.created, batch.replaced, batch.unchanged, batch.duplicates, batch.rejected


def count_of(domain: Domain, table: object) -> int:
    with domain.ground.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def the_record(domain: Domain) -> CreditRecord:
    with domain.ground.database.reading() as session:
        return session.scalars(select(CreditRecord)).one()


def test_good_rows_go_in_and_bad_ones_wait_with_their_line_field_and_reason(
    domain: Domain, tmp_path: Path
) -> None:
    rows = [a_row(), a_row(decided_on="2026-02-30"), a_penalty()]
    imported = domain.imports.import_file(write_csv(tmp_path / "a.csv", rows), "mkt")
    assert figures(imported) == (3, 2, 0, 0, 0, 1)
    assert imported.batch.faults == {"date-unreadable": 1}
    assert count_of(domain, CreditRecord) == 2
    with domain.ground.database.reading() as session:
        waiting = session.scalars(select(QuarantinedRow)).one()
    assert waiting.line == 3
    assert waiting.faults[0]["field"] == "决定日期"
    assert "日期" in waiting.faults[0]["zh"]


def test_nothing_stays_staged(domain: Domain, tmp_path: Path) -> None:
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [a_row()]), "mkt")
    assert count_of(domain, import_row) == count_of(domain, ImportChunk) == 0


def test_the_same_file_again_changes_nothing(domain: Domain, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [a_row(), a_row(item_id="?")])
    first = domain.imports.import_file(path, "mkt")
    again = domain.imports.import_file(path, "mkt")
    assert again.was_done
    assert not first.was_done
    assert again.batch.id == first.batch.id
    assert count_of(domain, CreditRecord) == 1
    assert count_of(domain, QuarantinedRow) == 1


def test_an_old_file_again_does_not_undo_the_correction_that_came_after_it(
    domain: Domain, tmp_path: Path
) -> None:
    row = a_row(title="旧标题")
    old = write_csv(tmp_path / "old.csv", [row])
    domain.imports.import_file(old, "mkt")
    domain.imports.import_file(write_csv(tmp_path / "new.csv", [{**row, "title": "新标题"}]), "mkt")
    domain.imports.import_file(old, "mkt")
    assert the_record(domain).title == "新标题"


def test_the_same_record_in_another_file_is_unchanged(domain: Domain, tmp_path: Path) -> None:
    row = a_row()
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row]), "mkt")
    imported = domain.imports.import_file(write_csv(tmp_path / "b.csv", [row, a_row()]), "mkt")
    assert figures(imported) == (2, 1, 0, 1, 0, 0)
    assert count_of(domain, CreditRecordVersion) == 0


def test_a_corrected_record_replaces_its_former_version_and_keeps_history(
    domain: Domain, tmp_path: Path, clock: StandingClock
) -> None:
    row = a_row(title="旧标题")
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row]), "mkt")
    clock.pass_time(days=1)
    corrected = {**row, "title": "新标题", "revised_on": "2026-11-20"}
    imported = domain.imports.import_file(write_csv(tmp_path / "b.csv", [corrected]), "mkt")
    assert figures(imported) == (1, 0, 1, 0, 0, 0)
    record = the_record(domain)
    assert (record.title, record.version, record.batch_id) == ("新标题", 2, imported.batch.id)
    with domain.ground.database.reading() as session:
        former = session.scalars(select(CreditRecordVersion)).one()
    assert (former.record_id, former.version, former.title) == (record.id, 1, "旧标题")
    assert former.replaced_at == clock.now()


def test_a_delivery_that_says_it_is_older_replaces_nothing(domain: Domain, tmp_path: Path) -> None:
    row = a_row(title="新标题", revised_on="2026-11-20")
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row]), "mkt")
    older = {**row, "title": "旧标题", "revised_on": "2026-11-19"}
    imported = domain.imports.import_file(write_csv(tmp_path / "b.csv", [older]), "mkt")
    assert figures(imported) == (1, 0, 0, 1, 0, 0)
    assert the_record(domain).title == "新标题"


def test_a_withdrawn_record_stops_counting_and_one_delivered_again_counts(
    domain: Domain, tmp_path: Path
) -> None:
    citizen = a_citizen(domain)
    row = a_penalty(subject_code=citizen.id_number)
    levels = []
    for n, state in enumerate(("有效", "撤回", "有效")):
        path = write_csv(tmp_path / f"{n}.csv", [{**row, "state": state, "title": f"第{n}次"}])
        domain.imports.import_file(path, "mkt")
        levels.append(domain.status.view(citizen.id).level.id)
    assert levels == ["attention", "good", "attention"]


@pytest.mark.parametrize("state", [RecordState.DISPUTED, RecordState.REPAIRED, RecordState.CORRECTED])
def test_a_correction_never_ends_a_dispute_or_undoes_a_repair(
    domain: Domain, tmp_path: Path, state: RecordState
) -> None:
    row = a_row(title="旧标题")
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row]), "mkt")
    with domain.ground.database.transaction() as session:
        session.scalars(select(CreditRecord)).one().state = state
    domain.imports.import_file(write_csv(tmp_path / "b.csv", [{**row, "title": "新标题"}]), "mkt")
    assert (the_record(domain).title, the_record(domain).state) == ("新标题", state)
    withdrawn = {**row, "state": "撤回"}
    domain.imports.import_file(write_csv(tmp_path / "c.csv", [withdrawn]), "mkt")
    assert the_record(domain).state == RecordState.WITHDRAWN


def test_a_repeat_within_a_file_is_dropped_and_a_contradiction_waits_for_people(
    domain: Domain, tmp_path: Path
) -> None:
    row = a_row()
    path = write_csv(tmp_path / "a.csv", [row, a_row(), row, {**row, "title": "另一个标题"}])
    imported = domain.imports.import_file(path, "mkt")
    assert figures(imported) == (4, 2, 0, 0, 1, 1)
    assert imported.batch.faults == {"conflict-in-file": 1}
    out = (tmp_path / "q.csv").open("w", encoding="utf-8", newline="")
    with out:
        assert domain.imports.write_quarantine("mkt", imported.batch.id, out) == 1
    text = (tmp_path / "q.csv").read_text(encoding="utf-8")
    assert "第2行" in text
    assert "另一个标题" in text


def test_a_mended_quarantine_file_goes_in(domain: Domain, tmp_path: Path) -> None:
    rows = [a_row(), a_row(decided_on="2026-13-01"), a_row(subject_name="")]
    imported = domain.imports.import_file(write_csv(tmp_path / "a.csv", rows), "mkt")
    path = tmp_path / "q.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        assert domain.imports.write_quarantine("mkt", imported.batch.id, out) == 2
    mended = path.read_text(encoding="utf-8").replace("2026-13-01", "2026-11-01")
    path.write_text(mended, encoding="utf-8")
    again = domain.imports.import_file(path, "mkt")
    assert figures(again) == (2, 1, 0, 0, 0, 1)
    assert again.unread_headings == ["行号", "出错字段", "原因"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_names_with_rare_characters_arrive_whole_in_every_encoding(
    domain: Domain, tmp_path: Path, encoding: str
) -> None:
    citizen = a_citizen(domain)
    row = a_row(subject_code=citizen.id_number, subject_name="㛃𠮷·䶮")
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row], encoding), "mkt")
    assert domain.records.list_of_citizen(citizen.id)[0].details["subject_name"] == "㛃𠮷·䶮"


def test_an_organisation_is_named_by_its_newest_registration(domain: Domain, tmp_path: Path) -> None:
    code = an_organisation_code()
    penalty = a_penalty(subject_kind="法人", subject_code=code, subject_name="旧称", decided_on="2026-11-20")
    new = a_registration(code, "鹭岛书店", decided_on="2026-06-01")
    old = a_registration(code, "老书店", "林一", decided_on="2020-06-01")
    for n, rows in enumerate(([penalty], [new, old], [{**penalty, "document_number": "x"}])):
        domain.imports.import_file(write_csv(tmp_path / f"{n}.csv", rows), "mkt")
    with domain.ground.database.reading() as session:
        organisation = session.scalars(select(Organisation)).one()
    assert (organisation.code, organisation.name) == (code, "鹭岛书店")
    assert (organisation.representative, organisation.is_registered) == ("陈海生", True)


def test_late_records_are_counted_when_they_are_new(domain: Domain, tmp_path: Path) -> None:
    late, in_time = a_row(decided_on="2026-01-05"), a_row(decided_on="2026-11-20")
    first = domain.imports.import_file(write_csv(tmp_path / "a.csv", [late, in_time]), "mkt")
    again = domain.imports.import_file(write_csv(tmp_path / "b.csv", [late, a_row()]), "mkt")
    assert (first.batch.late, again.batch.late) == (1, 0)


def test_the_quality_of_a_department_adds_up_its_batches(domain: Domain, tmp_path: Path) -> None:
    row = a_row()
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [row, a_row(decided_on="")]), "mkt")
    domain.imports.import_file(write_csv(tmp_path / "b.csv", [row, row, a_row(decided_on="x")]), "mkt")
    quality = domain.imports.read_quality("mkt")
    assert (quality.batches, quality.rows, quality.created) == (2, 5, 1)
    assert (quality.unchanged, quality.duplicates, quality.rejected) == (1, 1, 2)
    assert quality.faults == {"field-missing": 1, "date-unreadable": 1}
    assert domain.imports.read_quality("tax").batches == 0


def test_a_file_without_its_columns_or_department_changes_nothing(domain: Domain, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名,决定日期\n王小明,2026-01-01\n", encoding="utf-8")
    with pytest.raises(Invalid, match="headings-faulty"):
        domain.imports.import_file(path, "mkt")
    with pytest.raises(NotFound, match="department-not-found"):
        domain.imports.import_file(path, "nobody")
    with pytest.raises(NotFound, match="batch-not-found"), (tmp_path / "q").open("w") as out:
        domain.imports.write_quarantine("tax", "bat_x", out)


def test_no_id_number_and_no_name_of_a_person_is_readable_in_the_store(
    domain: Domain, tmp_path: Path
) -> None:
    good = a_row(subject_name="欧阳㛃月")
    bad = a_row(subject_name="欧阳㛃月", decided_on="x")
    domain.imports.import_file(write_csv(tmp_path / "a.csv", [good, bad]), "mkt")
    with domain.ground.database.reading() as session:
        for table in (CreditRecord, QuarantinedRow):
            shown = repr([[*row] for row in session.execute(select(table.__table__))])
            assert "欧阳" not in shown
            assert good["subject_code"] not in shown
            assert bad["subject_code"] not in shown
