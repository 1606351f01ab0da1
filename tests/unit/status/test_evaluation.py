from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.records.facts import RecordFacts, RecordState
from backend.status.evaluation import LineReason, StatusReport, evaluate
from tests.unit.records.samples import sample_catalogue
from tests.unit.status.samples import TODAY, published_policy, record

CATALOGUE = sample_catalogue()
POLICY = published_policy()


def status_of(*records: RecordFacts, on: date = TODAY) -> StatusReport:
    return evaluate(records, CATALOGUE, POLICY, on)


def test_absence_of_data_is_never_held_against_anyone() -> None:
    report = status_of()
    assert report.level.id == "good"
    assert report.has_no_adverse
    assert report.lines == ()


def test_the_report_names_the_editions_and_the_day_that_it_follows_from() -> None:
    report = status_of()
    assert (report.policy_version, report.catalogue_version) == (POLICY.version, CATALOGUE.version)
    assert report.evaluated_on == TODAY


@pytest.mark.parametrize(
    ("item_ids", "level"),
    [
        (["mkt.permit.food"], "good"),
        (["mkt.honour.quality"], "excellent"),
        (["mkt.penalty.minor", "mkt.honour.quality"], "fair"),
        (["mkt.penalty.ordinary"], "attention"),
        (["mkt.penalty.serious", "mkt.honour.quality"], "attention"),
        (["mkt.list.firms"], "good"),
    ],
)
def test_the_level_follows_from_the_records_in_force(item_ids: list[str], level: str) -> None:
    records = [record(item_id, record_id=f"rec_{item_id}") for item_id in item_ids]
    assert status_of(*records).level.id == level


def test_catalogue_only_an_unknown_item_never_counts() -> None:
    report = status_of(record("mkt.penalty.invented"))
    assert report.level.id == "good"
    assert report.lines[0].reason is LineReason.NOT_IN_CATALOGUE
    assert "异议" in report.lines[0].zh


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (RecordState.DISPUTED, LineReason.DISPUTED),
        (RecordState.CORRECTED, LineReason.CORRECTED),
        (RecordState.REPAIRED, LineReason.REPAIRED),
        (RecordState.WITHDRAWN, LineReason.WITHDRAWN),
    ],
)
def test_contestable_a_record_that_is_not_in_force_does_not_count(
    state: RecordState, reason: LineReason
) -> None:
    report = status_of(record("mkt.penalty.serious", state=state))
    line = report.lines[0]
    assert (report.level.id, line.reason, line.counts, line.until) == ("good", reason, False, None)


@pytest.mark.parametrize(
    ("item_id", "decided_on", "last_day"),
    [
        ("mkt.penalty.minor", "2026-08-31", "2026-11-30"),
        ("mkt.penalty.ordinary", "2026-02-28", "2027-02-28"),
        ("mkt.penalty.serious", "2024-02-29", "2027-02-28"),
        ("mkt.penalty.short", "2026-11-23", "2028-11-23"),
        ("mkt.honour.quality", "2026-01-31", "2028-01-31"),
    ],
)
def test_a_record_counts_from_the_decision_through_its_last_day(
    item_id: str, decided_on: str, last_day: str
) -> None:
    fact, last = record(item_id, decided_on), date.fromisoformat(last_day)
    for day in (fact.decided_on, last):
        line = status_of(fact, on=day).lines[0]
        assert (line.counts, line.until) == (True, last)
    expired = status_of(fact, on=last + timedelta(days=1))
    assert (expired.lines[0].reason, expired.lines[0].until) == (LineReason.EXPIRED, last)
    assert expired.level.id == "good"


def test_a_record_of_the_future_does_not_count_yet() -> None:
    line = status_of(record(decided_on="2026-11-24")).lines[0]
    assert (line.reason, line.until, line.counts) == (LineReason.NOT_YET, date(2026, 11, 24), False)
    assert line.zh == "尚未计入：自2026年11月24日起计入。"


@pytest.mark.parametrize(
    ("valid_until", "until", "counts"),
    [
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-22", "2026-11-22", False),
        ("2099-12-31", "2027-10-01", True),
    ],
)
def test_its_own_end_can_stop_a_record_earlier_and_never_lengthens_it(
    valid_until: str, until: str, counts: bool
) -> None:
    line = status_of(record(valid_until=valid_until)).lines[0]
    assert (line.until, line.counts) == (date.fromisoformat(until), counts)


def test_a_record_that_ended_before_it_was_decided_never_counts() -> None:
    fact = record(decided_on="2026-11-25", valid_until="2026-11-20")
    for day in (date(2026, 11, 19), TODAY, date(2026, 11, 25)):
        assert status_of(fact, on=day).lines[0].reason is LineReason.EXPIRED


def test_an_item_about_organisations_has_no_part_in_a_persons_status() -> None:
    line = status_of(record("mkt.list.firms")).lines[0]
    assert (line.reason, line.until) == (LineReason.NOT_FOR_NATURAL_PERSONS, None)


def test_explained_every_record_has_its_line_in_chinese_and_english() -> None:
    line = status_of(record()).lines[0]
    assert line.zh == ("计入：一般失信信息，计到2027年10月1日（含当日）；修复、更正或提出异议后即不再计入。")
    assert line.en.startswith("Counts: ordinary adverse record, through 2027-10-01;")
    neutral = status_of(record("mkt.permit.food")).lines[0]
    assert (neutral.zh[:4], neutral.reason) == ("不计入：", LineReason.NEUTRAL)


def test_what_counts_against_the_person_stands_first_and_the_newest_before_the_older() -> None:
    report = status_of(
        record("mkt.permit.food", record_id="d"),
        record("mkt.honour.quality", record_id="c"),
        record("mkt.penalty.minor", "2026-10-02", record_id="b"),
        record("mkt.penalty.minor", "2026-10-01", record_id="a"),
    )
    assert [line.record_id for line in report.lines] == ["b", "a", "c", "d"]
    assert not report.has_no_adverse
