from __future__ import annotations

from datetime import date

import pytest

from backend.records.facts import RecordFacts, RecordState
from backend.status.evaluation import Improvement, ImprovementCode, evaluate
from tests.unit.records.samples import sample_catalogue
from tests.unit.status.samples import TODAY, published_policy, record

CATALOGUE = sample_catalogue()
POLICY = published_policy()
REPAIRS = {ImprovementCode.REPAIR_OPEN, ImprovementCode.REPAIR_LATER, ImprovementCode.DUTY_FIRST}


def improvements_of(*records: RecordFacts, on: date = TODAY) -> tuple[Improvement, ...]:
    return evaluate(records, CATALOGUE, POLICY, on).improvements


def codes_of(*records: RecordFacts) -> list[ImprovementCode]:
    return [improvement.code for improvement in improvements_of(*records)]


def dated(*records: RecordFacts) -> list[tuple[str, str | None]]:
    return [(str(i.on), i.record_id) for i in improvements_of(*records) if i.on and i.code not in REPAIRS]


@pytest.mark.parametrize(
    ("item_id", "decided_on", "duty_done", "code", "on"),
    [
        ("mkt.penalty.minor", "2026-11-20", None, "duty_first", None),
        ("mkt.penalty.minor", "2026-11-20", "2026-11-21", "repair_open", "2026-11-21"),
        ("mkt.penalty.minor", "2026-11-20", "2026-12-01", "duty_first", None),
        ("mkt.penalty.ordinary", "2026-08-31", "2026-09-01", "repair_later", "2026-12-01"),
        ("mkt.penalty.ordinary", "2026-08-22", "2026-09-01", "repair_open", "2026-11-23"),
        ("mkt.penalty.ordinary", "2026-08-23", "2026-09-01", "repair_later", "2026-11-24"),
        ("mkt.penalty.ordinary", "2026-08-31", None, "duty_first", "2026-12-01"),
        ("mkt.penalty.ordinary", "2026-05-01", None, "duty_first", None),
        ("mkt.penalty.serious", "2025-11-22", "2026-01-01", "repair_open", "2026-11-23"),
        ("mkt.penalty.serious", "2025-11-23", "2026-01-01", "repair_later", "2026-11-24"),
    ],
)
def test_repair_is_possible_once_the_least_period_is_over_and_the_duty_done(
    item_id: str, decided_on: str, duty_done: str | None, code: str, on: str | None
) -> None:
    first = improvements_of(record(item_id, decided_on, duty_fulfilled_on=duty_done))[0]
    assert (first.code, first.on) == (code, date.fromisoformat(on) if on else None)
    assert first.record_id == "rec_1"


def test_repair_says_what_the_level_becomes() -> None:
    alone = record(duty_fulfilled_on="2026-10-02")
    assert "修复后信用状况变为“良好”" in improvements_of(alone)[0].zh
    both = improvements_of(alone, record("mkt.penalty.serious", record_id="rec_2"))
    assert all("等级暂时不变" in improvement.zh for improvement in both if improvement.code in REPAIRS)


def test_repair_is_not_offered_where_the_record_ends_before_it_opens() -> None:
    assert not REPAIRS & set(codes_of(record("mkt.penalty.serious", valid_until="2026-12-31")))


def test_a_record_that_only_its_source_can_end_points_there() -> None:
    first = improvements_of(record("mkt.list.source"))[0]
    assert first.code is ImprovementCode.ASK_SOURCE
    assert not REPAIRS & set(codes_of(record("mkt.list.source")))


def test_a_record_that_the_law_excludes_from_repair_can_be_disputed_or_expires() -> None:
    assert codes_of(record("mkt.list.final")) == [
        ImprovementCode.DISPUTE_IF_WRONG,
        ImprovementCode.RECORD_EXPIRES,
    ]


def test_with_nothing_against_a_person_a_commendation_is_all_that_raises_the_level() -> None:
    (improvement,) = improvements_of()
    assert improvement.code is ImprovementCode.EARN_COMMENDATION
    assert "优秀" in improvement.zh
    assert "不影响任何基本公共服务" in improvement.zh


def test_at_the_best_level_there_is_nothing_to_improve() -> None:
    assert improvements_of(record("mkt.honour.quality")) == ()


def test_it_says_on_which_day_a_record_stops_counting_and_what_the_level_becomes() -> None:
    last = improvements_of(record("mkt.penalty.minor", "2026-10-31"))[-1]
    assert (last.code, last.on) == (ImprovementCode.RECORD_EXPIRES, date(2027, 2, 1))
    assert last.zh == "自2027年2月1日起，这条记录不再计入，信用状况变为“良好”。"
    assert "2027-02-01" in last.en
    assert "Good" in last.en


def test_only_the_days_on_which_the_level_rises_are_told() -> None:
    records = (
        record("mkt.penalty.minor", "2026-11-01", record_id="minor"),
        record("mkt.penalty.ordinary", "2026-06-01", record_id="first"),
        record("mkt.penalty.ordinary", "2026-07-01", record_id="second"),
    )
    assert dated(*records) == [("2027-07-02", "second")]


def test_a_level_may_rise_in_steps() -> None:
    records = (
        record("mkt.penalty.minor", "2026-11-22", record_id="minor"),
        record("mkt.penalty.ordinary", "2025-12-01", record_id="ordinary"),
        record("mkt.honour.quality", "2026-01-01", record_id="honour"),
    )
    assert dated(*records) == [("2026-12-02", "ordinary"), ("2027-02-23", "minor")]
    assert "优秀" in improvements_of(*records)[-1].zh


def test_a_record_still_to_come_puts_the_rise_off() -> None:
    records = (
        record("mkt.penalty.ordinary", "2025-12-01", record_id="now"),
        record("mkt.penalty.ordinary", "2026-12-01", record_id="coming"),
    )
    assert dated(*records) == [("2027-12-02", "coming")]


def test_a_commendation_still_to_come_is_told_with_its_day() -> None:
    last = improvements_of(record("mkt.honour.quality", "2026-12-01"))[-1]
    assert (last.code, last.on) == (ImprovementCode.COMMENDATION_STARTS, date(2026, 12, 1))


def test_a_wrong_record_can_be_disputed_and_that_is_said_once() -> None:
    codes = codes_of(record(), record("mkt.penalty.minor", record_id="rec_2"))
    assert codes.count(ImprovementCode.DISPUTE_IF_WRONG) == 1
    assert ImprovementCode.DISPUTE_IF_WRONG not in codes_of(record(state=RecordState.DISPUTED))
