"""Deadlines in working days of the Chinese calendar; the officer and the citizen read the same day."""

from __future__ import annotations

from datetime import date, timedelta

from backend.platform.working_days import add_working_days, is_working_day
from backend.redress.events import CaseKind, DisputeReason, DueStep
from backend.redress.policy import CountedFrom, RedressPolicy

DECISIONS = {CaseKind.DISPUTE: DueStep.DISPUTE_DECIDE, CaseKind.REPAIR: DueStep.REPAIR_DECIDE}
"""The deadline of each kind's decision."""

_EXTENDED = {
    DueStep.DISPUTE_DECIDE: DueStep.DISPUTE_DECIDE_EXTENDED,
    DueStep.REPAIR_DECIDE: DueStep.REPAIR_DECIDE_EXTENDED,
}


def step_that_applies(step: DueStep, kind: CaseKind, reason: str, *, is_extended: bool) -> DueStep:
    """Return the deadline that takes the place of `step` once extended, or where a decision was revoked."""
    if is_extended:
        return _EXTENDED.get(step, step)
    is_revoked = kind is CaseKind.DISPUTE and reason == DisputeReason.REVOKED
    return DueStep.DISPUTE_REVOKED if is_revoked and step is DueStep.DISPUTE_DECIDE else step


def due_on(policy: RedressPolicy, step: DueStep, *, opened_on: date, moved_on: date) -> date:
    """Return the last day, inclusive, for the step."""
    rule = policy.steps[step]
    start = opened_on if rule.counted_from is CountedFrom.OPENING else moved_on
    return add_working_days(start, rule.working_days)


def working_days_left(due: date, today: date) -> int:
    """Return how many working days are left after today, or as a negative number how many are over."""
    if today <= due:
        return working_days_between(today, due)
    return -working_days_between(due, today)


def working_days_between(first: date, last: date) -> int:
    """Return how many working days after `first` there are up to `last`."""
    return sum(is_working_day(first + timedelta(days=day)) for day in range(1, (last - first).days + 1))


def remind_on(due: date, before: int) -> date:
    """Return the working day that lies `before` working days ahead of the deadline."""
    day = due
    for _ in range(before):
        day -= timedelta(days=1)
        while not is_working_day(day):
            day -= timedelta(days=1)
    return day
