"""Deadlines across the long holidays, counted by hand.

Days off and make-up days as the State Council announced them. For 2025 (国办发明电〔2024〕12号): Spring
Festival 28 January to 4 February, working 26 January and 8 February; National Day 1 to 8 October, working
28 September and 11 October. For 2026 (国办发明电〔2025〕7号): Spring Festival 15 to 23 February, working 14
and 28 February; National Day 1 to 7 October, working 20 September and 10 October.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.working_days import is_working_day
from backend.redress.deadlines import (
    due_on,
    remind_on,
    step_that_applies,
    working_days_between,
    working_days_left,
)
from backend.redress.events import CaseKind, DisputeReason, DueStep
from backend.redress.policy import RedressRulesFaulty, parse_redress
from config.loading import read_policy

POLICY = parse_redress(read_policy("redress")).editions[0]
BY_HAND = [
    # opened on, then the last day to forward (2), decide (5), accept (3), give a result (10), extended (20)
    ("2025-01-24", "2025-01-27", "2025-02-07", "2025-02-05", "2025-02-13", "2025-02-27"),
    ("2025-01-27", "2025-02-06", "2025-02-10", "2025-02-07", "2025-02-17", "2025-03-03"),
    ("2025-09-26", "2025-09-29", "2025-10-10", "2025-09-30", "2025-10-16", "2025-10-30"),
    ("2025-09-30", "2025-10-10", "2025-10-14", "2025-10-11", "2025-10-21", "2025-11-04"),
    ("2026-02-12", "2026-02-14", "2026-02-26", "2026-02-24", "2026-03-04", "2026-03-18"),
    ("2026-02-14", "2026-02-25", "2026-02-28", "2026-02-26", "2026-03-06", "2026-03-20"),
    ("2026-09-29", "2026-10-08", "2026-10-12", "2026-10-09", "2026-10-19", "2026-11-02"),
    ("2026-09-30", "2026-10-09", "2026-10-13", "2026-10-10", "2026-10-20", "2026-11-03"),
]
STEPS = (
    DueStep.DISPUTE_FORWARD,
    DueStep.DISPUTE_DECIDE,
    DueStep.REPAIR_ACCEPT,
    DueStep.REPAIR_DECIDE,
    DueStep.DISPUTE_DECIDE_EXTENDED,
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize("row", BY_HAND, ids=lambda row: row[0])
def test_deadlines_across_spring_festival_and_national_day_are_those_counted_by_hand(
    row: tuple[str, ...],
) -> None:
    opened = date.fromisoformat(row[0])
    found = [due_on(POLICY, step, opened_on=opened, moved_on=opened).isoformat() for step in STEPS]
    assert found == list(row[1:])


@given(DAYS, st.sampled_from(DueStep))
def test_a_deadline_is_a_working_day_and_as_many_working_days_away_as_the_rules_say(
    opened: date, step: DueStep
) -> None:
    due = due_on(POLICY, step, opened_on=opened, moved_on=opened)
    assert is_working_day(due)
    assert working_days_between(opened, due) == POLICY.steps[step].working_days


def test_the_days_that_are_left_are_working_days_and_over_a_weekend_none_is_lost() -> None:
    due = date(2026, 12, 1)
    days = [date(2026, 11, 27), date(2026, 11, 29), due, date(2026, 12, 4), date(2026, 12, 6)]
    assert [working_days_left(due, today) for today in days] == [2, 2, 0, -3, -3]


@given(DAYS, st.integers(1, 5))
def test_a_reminder_comes_on_a_working_day_so_many_before(due: date, before: int) -> None:
    day = remind_on(due, before)
    assert is_working_day(day)
    assert working_days_between(day, due - timedelta(days=1)) == before - 1


def test_what_was_extended_or_revoked_has_a_deadline_of_its_own() -> None:
    decide = DueStep.DISPUTE_DECIDE
    usual = step_that_applies(decide, CaseKind.DISPUTE, DisputeReason.OTHER, is_extended=False)
    revoked = step_that_applies(decide, CaseKind.DISPUTE, DisputeReason.REVOKED, is_extended=False)
    extended = step_that_applies(decide, CaseKind.DISPUTE, DisputeReason.REVOKED, is_extended=True)
    assert (usual, revoked) == (decide, DueStep.DISPUTE_REVOKED)
    assert extended is DueStep.DISPUTE_DECIDE_EXTENDED


def test_what_no_law_fixes_is_marked_as_a_choice_with_its_reason() -> None:
    fixed = {step for step, rule in POLICY.steps.items() if rule.reason is None}
    assert fixed == {DueStep.DISPUTE_REVOKED, DueStep.REPAIR_ACCEPT, DueStep.REPAIR_DECIDE}


def test_the_rules_are_refused_whole_with_every_fault() -> None:
    data = read_policy("redress")
    edition = data["editions"][0]
    edition["steps"]["repair_accept"]["working_days"] = -1
    edition["minimum_months"]["minor"] = 4
    del edition["commitment"]["en"]
    with pytest.raises(RedressRulesFaulty) as faulty:
        parse_redress(data)
    assert len(faulty.value.faults) == 3
