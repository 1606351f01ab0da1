from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.records.catalogue import parse_catalogue
from backend.records.catalogue_item import LAWFUL_PUBLICATION, Polarity, RepairRoute, Seriousness
from backend.records.facts import RecordFacts, RecordState
from backend.redress.eligibility import ConditionCode, judge_repair
from backend.redress.events import RepairWay
from backend.redress.policy import parse_redress
from config.loading import read_policy

CATALOGUE = parse_catalogue(read_policy("catalogue"))
POLICY = parse_redress(read_policy("redress")).editions[0]
ON = date(2026, 11, 23)
REPAIRABLE = sorted(
    (item for item in CATALOGUE.items.values() if item.repair_route is RepairRoute.APPLICATION),
    key=lambda item: item.id,
)


def a_record(
    decided_on: date,
    item_id: str = "mkt.penalty.ordinary",
    done_on: date | None = None,
    state: RecordState = RecordState.IN_FORCE,
) -> RecordFacts:
    return RecordFacts("rec_1", item_id, decided_on, None, done_on, state)


def judge(record: RecordFacts, on: date = ON):
    return judge_repair(record, CATALOGUE.find_item(record.item_id), POLICY, on)


@pytest.mark.parametrize(
    ("item_id", "decided_on", "first_day"),
    [
        ("mkt.penalty.minor", date(2026, 11, 20), date(2026, 11, 20)),
        ("mkt.penalty.ordinary", date(2026, 8, 31), date(2026, 12, 1)),
        ("mkt.penalty.ordinary", date(2025, 11, 30), date(2026, 3, 1)),
        ("mkt.penalty.serious", date(2024, 2, 29), date(2025, 3, 1)),
    ],
)
def test_repair_is_possible_from_the_day_after_the_least_publication_period(
    item_id: str, decided_on: date, first_day: date
) -> None:
    record = a_record(decided_on, item_id, done_on=decided_on)
    assert judge(record, first_day).possible_from == first_day
    assert judge(record, first_day).is_possible
    if first_day > decided_on:
        before = judge(record, first_day - timedelta(days=1))
        assert before.obstacle is not None
        assert (before.obstacle.code, before.possible_from) == (ConditionCode.PERIOD_OVER, first_day)


def test_a_duty_done_late_moves_the_day() -> None:
    judged = judge(a_record(date(2026, 8, 1), done_on=date(2026, 11, 20)))
    assert (judged.possible_from, judged.is_possible, judged.needs_proof) == (date(2026, 11, 20), True, False)


def test_a_duty_that_the_record_does_not_show_needs_a_proof_and_hinders_no_application() -> None:
    judged = judge(a_record(date(2026, 8, 1)))
    assert (judged.is_possible, judged.needs_proof, judged.obstacle) == (True, True, None)


def test_after_the_longest_period_nothing_is_left_to_repair() -> None:
    judged = judge(a_record(date(2025, 10, 1), done_on=date(2025, 11, 1)))
    assert judged.obstacle is not None
    assert (judged.obstacle.code, judged.possible_from) == (ConditionCode.STILL_PUBLISHED, None)


@pytest.mark.parametrize("state", [state for state in RecordState if state is not RecordState.IN_FORCE])
def test_only_a_record_in_force_can_be_repaired(state: RecordState) -> None:
    judged = judge(a_record(date(2026, 8, 1), done_on=date(2026, 8, 2), state=state))
    assert judged.obstacle is not None
    assert judged.obstacle.code is ConditionCode.STANDS


@pytest.mark.parametrize(
    ("item_id", "code"),
    [
        ("court.list.dishonest_debtor", ConditionCode.MAY_BE_REPAIRED),
        ("court.honour.assessor", ConditionCode.IS_ADVERSE),
        ("nobody.nothing.never", ConditionCode.IN_CATALOGUE),
    ],
)
def test_what_cannot_be_repaired_here_says_why_and_never_names_a_day(
    item_id: str, code: ConditionCode
) -> None:
    judged = judge(a_record(date(2026, 1, 1), item_id, done_on=date(2026, 2, 1)))
    assert judged.obstacle is not None
    assert (judged.obstacle.code, judged.possible_from, judged.way) == (code, None, None)


def test_leaving_a_list_is_another_way_than_the_end_of_a_publication() -> None:
    ways = {judge(a_record(date(2026, 6, 1), item.id)).way for item in REPAIRABLE}
    assert ways == set(RepairWay)


@given(st.sampled_from(REPAIRABLE), st.dates(date(2023, 1, 1), ON), st.integers(0, 1200))
def test_the_day_that_is_named_is_the_first_on_which_it_is_possible(item, decided_on, later: int) -> None:
    record = a_record(decided_on, item.id, done_on=decided_on)
    on = decided_on + timedelta(days=later)
    judged = judge(record, on)
    assume(judged.possible_from is not None)
    assert judged.is_possible == (judged.possible_from <= on)
    limits = LAWFUL_PUBLICATION[item.seriousness or Seriousness.ORDINARY]
    least_days = limits.min_months * 28
    assert (judged.possible_from - decided_on).days >= least_days


def test_every_adverse_item_of_the_catalogue_has_an_answer_in_both_languages() -> None:
    adverse = [item for item in CATALOGUE.items.values() if item.polarity is Polarity.ADVERSE]
    for item in adverse:
        for condition in judge(a_record(date(2026, 6, 1), item.id)).conditions:
            assert condition.said.zh
            assert condition.said.en
    assert len(adverse) > 20
