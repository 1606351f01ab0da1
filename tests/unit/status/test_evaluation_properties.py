"""What must hold for any records on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backend.records.facts import RecordFacts, RecordState
from backend.status.evaluation import ImprovementCode, LineReason, StatusReport, evaluate
from tests.unit.records.samples import sample_catalogue
from tests.unit.status.samples import published_policy

CATALOGUE = sample_catalogue()
POLICY = published_policy()
DAYS = st.dates(date(2023, 1, 1), date(2031, 12, 31))
FACTS = st.builds(
    RecordFacts,
    record_id=st.integers(0, 999).map(str),
    item_id=st.sampled_from([*CATALOGUE.items, "mkt.penalty.unknown"]),
    decided_on=DAYS,
    valid_until=st.none() | DAYS,
    duty_fulfilled_on=st.none() | DAYS,
    state=st.sampled_from([RecordState.IN_FORCE] * 4 + list(RecordState)),
)
RECORDS = st.lists(FACTS, max_size=8, unique_by=lambda fact: fact.record_id)
TIME_ALONE = {ImprovementCode.RECORD_EXPIRES, ImprovementCode.COMMENDATION_STARTS}


def status_of(records: list[RecordFacts], on: date) -> StatusReport:
    return evaluate(records, CATALOGUE, POLICY, on)


@given(RECORDS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records: list[RecordFacts], on: date, chance: Random) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert status_of(shuffled, on) == status_of(records, on)


@given(RECORDS, DAYS)
def test_same_inputs_same_answer(records: list[RecordFacts], on: date) -> None:
    assert status_of(records, on) == status_of(list(records), on)


@given(RECORDS, DAYS)
def test_each_record_has_exactly_one_line_in_both_languages(records: list[RecordFacts], on: date) -> None:
    lines = status_of(records, on).lines
    assert sorted(line.record_id for line in lines) == sorted(fact.record_id for fact in records)
    assert all(line.zh.endswith("。") and line.en.endswith(".") for line in lines)
    assert not any("None" in line.zh + line.en for line in lines)


@given(RECORDS, DAYS, DAYS)
def test_adding_a_commendation_never_lowers_the_level(
    records: list[RecordFacts], on: date, decided_on: date
) -> None:
    honour = RecordFacts("new", "mkt.honour.quality", decided_on, None, None, RecordState.IN_FORCE)
    assert status_of([*records, honour], on).level.rank >= status_of(records, on).level.rank


@given(RECORDS.filter(bool), DAYS, st.sampled_from([None, *RecordState]))
def test_removing_disputing_or_repairing_an_adverse_record_never_lowers_the_level(
    records: list[RecordFacts], on: date, state: RecordState | None
) -> None:
    before = status_of(records, on)
    for line in before.lines:
        if line.reason is not LineReason.COUNTS_ADVERSE:
            continue
        rest = [fact for fact in records if fact.record_id != line.record_id]
        touched = [replace(f, state=state) for f in records if f.record_id == line.record_id and state]
        assert status_of([*rest, *touched], on).level.rank >= before.level.rank


@given(RECORDS, DAYS)
def test_nobody_without_a_counting_adverse_record_stands_below_good(
    records: list[RecordFacts], on: date
) -> None:
    report = status_of(records, on)
    assert report.has_no_adverse == (report.level.rank >= POLICY.get_level("good").rank)


@given(RECORDS, DAYS)
def test_records_that_do_not_count_have_no_part_in_the_level(records: list[RecordFacts], on: date) -> None:
    report = status_of(records, on)
    counting = {line.record_id for line in report.lines if line.counts}
    assert status_of([f for f in records if f.record_id in counting], on).level == report.level


@given(RECORDS, DAYS)
def test_what_time_alone_brings_comes_true_on_the_day_and_not_before(
    records: list[RecordFacts], on: date
) -> None:
    report = status_of(records, on)
    best = report.level.rank
    for improvement in report.improvements:
        if improvement.code not in TIME_ALONE or improvement.on is None:
            continue
        assert improvement.on > on
        assert status_of(records, improvement.on - timedelta(days=1)).level.rank <= best
        risen = status_of(records, improvement.on).level
        assert risen.rank > best
        assert risen.name_zh in improvement.zh
        best = risen.rank


@given(RECORDS, DAYS, st.integers(1, 1500))
def test_no_rise_goes_untold(records: list[RecordFacts], on: date, days: int) -> None:
    report, later = status_of(records, on), on + timedelta(days=days)
    told = [i for i in report.improvements if i.code in TIME_ALONE and i.on and i.on <= later]
    if not told:
        assert status_of(records, later).level.rank <= report.level.rank
