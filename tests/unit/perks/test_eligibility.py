from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import Policy
from backend.perks.catalogue import parse_perks
from backend.perks.counted import count_on, list_turns
from backend.perks.eligibility import Eligibility, PerkRules
from backend.records.facts import RecordFacts
from tests.builders.perks import a_deposit_waiver
from tests.unit.perks.standings import (
    MINOR,
    MODEL_WORKER,
    ORDINARY,
    RECORDS,
    SERIOUS,
    TEACHER,
    TODAY,
    a_fact,
    a_report,
)

GOOD = {"minimum_level": "good"}
EXCELLENT = {"minimum_level": "excellent"}


def explained(policy: Policy, rule: dict[str, Any], *facts: RecordFacts) -> Eligibility:
    data = {"version": "1", "perks": [a_deposit_waiver(rule=rule)]}
    perks = parse_perks(data, policy.operators, policy.catalogue)
    rules = PerkRules(perks, policy.status, policy.catalogue)
    eligibility = rules.explain(perks.get("library.deposit_free"), a_report(policy, *facts))
    assert rules.judge("library.deposit_free", a_report(policy, *facts)) == (1, eligibility.eligible)
    return eligibility


def test_who_is_eligible_reads_which_conditions_hold(policy: Policy) -> None:
    eligibility = explained(policy, {"all_of": [GOOD, {"no_adverse": "minor"}]})
    assert eligibility.eligible
    assert [line.word for line in eligibility.lines] == ["minimum_level", "no_adverse"]
    assert "你目前为“良好”" in eligibility.zh
    assert "yours is “Good”" in eligibility.en
    assert eligibility.obstacle is None


def test_who_is_not_yet_eligible_reads_what_is_missing_and_that_they_may_dispute(policy: Policy) -> None:
    eligibility = explained(
        policy, {"all_of": [{"minimum_level": "fair"}, {"no_adverse": "minor"}]}, a_fact(MINOR)
    )
    assert not eligibility.eligible
    assert eligibility.obstacle == "no_adverse"
    assert "目前有计入的轻微失信信息" in eligibility.zh
    assert "你目前为“中等”" not in eligibility.zh
    assert "可以提出异议" in eligibility.zh
    assert "普通服务不受影响" in eligibility.zh


@pytest.mark.parametrize(
    ("rule", "facts", "day"),
    [
        (GOOD, [a_fact(MINOR, date(2026, 11, 1))], date(2027, 2, 2)),
        (GOOD, [a_fact(MINOR, valid_until=date(2026, 12, 31))], date(2027, 1, 1)),
        (GOOD, [a_fact(MINOR), a_fact(ORDINARY, date(2026, 10, 1))], date(2027, 10, 2)),
        ({"no_adverse": "ordinary"}, [a_fact(MINOR), a_fact(ORDINARY, date(2026, 10, 1))], date(2027, 10, 2)),
        (EXCELLENT, [], None),
        (EXCELLENT, [a_fact(TEACHER, date(2026, 12, 1))], date(2026, 12, 1)),
        (EXCELLENT, [a_fact(TEACHER, date(2026, 12, 1)), a_fact(MINOR)], None),
        (EXCELLENT, [a_fact(TEACHER, date(2024, 12, 1)), a_fact(SERIOUS)], None),
        (GOOD, [a_fact(SERIOUS, date(2026, 10, 1)), a_fact(MINOR, date(2027, 1, 1))], None),
        ({"commendation": [TEACHER]}, [a_fact(MODEL_WORKER)], None),
    ],
)
def test_the_day_from_which_time_alone_opens_a_perk_is_told(
    policy: Policy, rule: dict[str, Any], facts: list[RecordFacts], day: date | None
) -> None:
    eligibility = explained(policy, rule, *facts)
    assert (eligibility.eligible, eligibility.possible_from) == (False, day)
    assert ("记录不变的话" in eligibility.zh) is (day is not None)


@given(facts=RECORDS)
def test_what_counts_today_is_what_the_report_says(policy: Policy, facts: list[RecordFacts]) -> None:
    report = a_report(policy, *facts)
    counted = count_on(TODAY, report, policy.catalogue, policy.status.in_force_on(TODAY))
    assert counted.level == report.level
    assert bool(counted.adverse) is not report.has_no_adverse


@given(
    facts=RECORDS,
    rule=st.sampled_from([GOOD, EXCELLENT, {"commendation": [TEACHER]}, {"no_adverse": "serious"}]),
)
def test_a_day_that_is_promised_is_kept_if_only_time_passes(
    policy: Policy, facts: list[RecordFacts], rule: dict[str, Any]
) -> None:
    day = explained(policy, rule, *facts).possible_from
    if day is None:
        return
    data = {"version": "1", "perks": [a_deposit_waiver(rule=rule)]}
    perks = parse_perks(data, policy.operators, policy.catalogue)
    rules = PerkRules(perks, policy.status, policy.catalogue)
    assert day > TODAY
    assert rules.judge("library.deposit_free", a_report(policy, *facts, on=day))[1]


def test_the_days_on_which_something_turns_are_all_to_come(policy: Policy) -> None:
    report = a_report(
        policy,
        a_fact(MINOR),
        a_fact(ORDINARY, TODAY + timedelta(days=3)),
        a_fact(TEACHER, TODAY + timedelta(days=9)),
    )
    assert list_turns(report) == [TODAY + timedelta(days=3), TODAY + timedelta(days=9), date(2027, 2, 2)]
