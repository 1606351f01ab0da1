from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.records.catalogue import SubjectKind, UpdateCycle
from tests.builders.deliveries import PENALTY, QUALIFICATION, REGISTRATION, a_row
from tests.unit.records.importing.samples import (
    FIRMS,
    FOREIGN,
    NOTICE,
    PERMIT,
    RULES,
    TODAY,
    a_permit,
    good,
)

ALWAYS = {"item_id", "document_number", "subject_name", "subject_code", "decided_on"}
DAY = timedelta(days=1)


def test_every_item_has_a_rule_under_its_own_id() -> None:
    assert RULES.keys() == {PERMIT, PENALTY, QUALIFICATION, REGISTRATION, NOTICE, FIRMS, FOREIGN}
    assert all(rule.item_id == item_id for item_id, rule in RULES.items())


def test_a_rule_says_of_its_item_what_a_row_must_keep_to() -> None:
    company, notice = RULES[REGISTRATION], RULES[NOTICE]
    assert (company.department, company.name, company.subject_kind) == (
        "mkt",
        "食品经营许可",
        SubjectKind.LEGAL,
    )
    assert (company.is_registration, company.publishes_representative, company.is_adverse) == (
        True,
        True,
        False,
    )
    assert (notice.is_registration, notice.publishes_representative, notice.is_adverse) == (
        False,
        False,
        True,
    )
    assert (notice.subject_kind, notice.update_cycle) == (SubjectKind.BOTH, UpdateCycle.QUARTERLY)
    assert RULES[FOREIGN].department == "tax"


@pytest.mark.parametrize("item_id", [QUALIFICATION, REGISTRATION, NOTICE, FIRMS])
def test_most_items_ask_for_what_identifies_a_record_and_nothing_else(item_id: str) -> None:
    assert RULES[item_id].required == ALWAYS


def test_double_publicity_asks_for_what_its_public_tables_show() -> None:
    authority = {"content", "authority", "authority_code"}
    assert RULES[PERMIT].required == ALWAYS | authority | {
        *("title", "licence_kind", "valid_from", "valid_until"),
    }
    assert RULES[PENALTY].required == ALWAYS | authority | {
        *("violation_kind", "violation_facts", "penalty_basis", "penalty_kind", "penalty_valid_until"),
    }


@pytest.mark.parametrize(
    ("item_id", "decided_on", "due_on"),
    [
        (PENALTY, date(2026, 11, 12), date(2026, 11, 23)),
        (PENALTY, date(2026, 9, 30), date(2026, 10, 15)),
        (PERMIT, date(2026, 9, 17), date(2026, 9, 28)),
        (QUALIFICATION, date(2026, 10, 23), date(2026, 11, 23)),
        (QUALIFICATION, date(2026, 1, 31), date(2026, 2, 28)),
        (NOTICE, date(2026, 8, 23), date(2026, 11, 23)),
        (NOTICE, date(2025, 11, 30), date(2026, 2, 28)),
        (FIRMS, date(2025, 11, 23), date(2026, 11, 23)),
        (FIRMS, date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_row_is_late_from_the_day_after_its_update_cycle(
    item_id: str, decided_on: date, due_on: date
) -> None:
    rule = RULES[item_id]
    assert not rule.is_late(decided_on, decided_on)
    assert not rule.is_late(decided_on, due_on)
    assert rule.is_late(decided_on, due_on + DAY)


@given(
    item_id=st.sampled_from(sorted(RULES)),
    decided_on=st.dates(min_value=date(2019, 1, 1), max_value=date(2026, 6, 30)),
    days=st.integers(0, 400),
)
def test_what_is_late_on_a_day_is_late_on_every_later_one(item_id: str, decided_on: date, days: int) -> None:
    rule, day = RULES[item_id], decided_on + days * DAY
    assert rule.is_late(decided_on, day) <= rule.is_late(decided_on, day + DAY)
    assert days <= 366 or rule.is_late(decided_on, day)


def test_a_checked_row_says_whether_it_is_late() -> None:
    assert not good(a_permit(decided_on="2026-11-12")).is_late
    assert good(a_permit(decided_on="2026-11-11")).is_late
    assert good(a_row(decided_on="2026-10-22")).is_late
    assert not good(a_row(decided_on="2026-10-23"), TODAY).is_late
