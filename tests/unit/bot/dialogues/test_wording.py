from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogues.wording import in_chinese, parse_day, yuan

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-20", date(2026, 10, 20)),
        ("2026年10月20日", date(2026, 10, 20)),
        ("2026/1/2", date(2026, 1, 2)),
        ("2026.1.2", date(2026, 1, 2)),
        ("昨天", date(2026, 11, 29)),
        ("今天", TODAY),
        ("2026-02-30", None),
        ("10-20", None),
        ("去年", None),
        ("99999999-1-1", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


@given(st.dates())
def test_a_day_that_is_written_is_read_again(day: date) -> None:
    assert parse_day(in_chinese(day), TODAY) == day


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    day = parse_day(text, TODAY)
    assert day is None or day.year >= 1


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00元"), (5, "0.05元"), (1250, "12.50元"), (-1250, "-12.50元")]
)
def test_money_is_written_in_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text
