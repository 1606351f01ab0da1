"""What comes out of a memo is what went in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import fakeredis
from hypothesis import given
from hypothesis import strategies as st

from backend.records.facts import RecordFacts
from backend.status.memo import Memo, StatusMemos
from tests.unit.status.test_evaluation_properties import DAYS, RECORDS, status_of

MEMOS = StatusMemos(fakeredis.FakeRedis())
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@given(RECORDS, DAYS, st.integers(0, 2**31 - 1))
def test_a_memo_comes_back_equal(records: list[RecordFacts], on: date, revision: int) -> None:
    memo = Memo(revision, status_of(records, on))
    assert MEMOS.keep("cit_1", memo, NOON)
    assert MEMOS.find("cit_1") == memo


def test_nobody_has_the_memo_of_another() -> None:
    MEMOS.keep("cit_1", Memo(1, status_of([], date(2026, 11, 23))), NOON)
    assert MEMOS.find("cit_2") is None


def test_a_forgotten_memo_is_gone_and_forgetting_again_is_fine() -> None:
    MEMOS.keep("cit_1", Memo(1, status_of([], date(2026, 11, 23))), NOON)
    assert MEMOS.forget("cit_1")
    assert MEMOS.find("cit_1") is None
    assert MEMOS.forget("cit_1")


def test_in_the_last_moment_before_midnight_a_memo_is_still_kept_for_one() -> None:
    last = datetime(2026, 11, 23, 15, 59, 59, 999_999, tzinfo=UTC)
    assert MEMOS.keep("cit_1", Memo(1, status_of([], date(2026, 11, 23))), last)
