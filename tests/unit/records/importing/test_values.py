from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.records.importing.values import has_unreadable, parse_amount_fen, parse_day
from tests.unit.records.importing.samples import RARE_NAMES

WIDE = str.maketrans("0123456789-/.", "０１２３４５６７８９－／．")
FEN_PER_WAN_YUAN = 1_000_000
MOST_FEN = 10**10 * FEN_PER_WAN_YUAN

days = st.dates(min_value=date(1949, 1, 1), max_value=date(2099, 12, 31))
amounts = st.integers(0, MOST_FEN)


def spellings(year: int, month: int, day: int) -> list[str]:
    plain = [
        f"{year}-{month:02}-{day:02}",
        f"{year}-{month}-{day}",
        f"{year}/{month:02}/{day:02}",
        f"{year}/{month}/{day}",
        f"{year}{month:02}{day:02}",
        f"{year}年{month:02}月{day:02}日",
        f"{year}年{month}月{day}日",
    ]
    return plain + [text.translate(WIDE) for text in plain]


@given(days)
def test_a_day_is_the_same_in_all_its_spellings(day: date) -> None:
    assert {parse_day(text) for text in spellings(day.year, day.month, day.day)} == {day}


@given(days, st.sampled_from([" 00:00:00", " 00:00", "T00:00:00"]))
def test_the_midnight_that_a_spreadsheet_adds_is_no_part_of_a_day(day: date, midnight: str) -> None:
    assert {parse_day(text + midnight) for text in spellings(day.year, day.month, day.day)} == {day}


@given(year=st.integers(1949, 2099), month=st.integers(0, 99), day=st.integers(0, 99))
def test_a_day_that_the_calendar_does_not_have_is_none_in_any_spelling(
    year: int, month: int, day: int
) -> None:
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None
    assert {parse_day(text) for text in spellings(year, month, day)} == {expected}


@pytest.mark.parametrize("day", [date(1952, 2, 29), date(2000, 2, 29), date(2024, 2, 29)])
def test_leap_days_are_days(day: date) -> None:
    assert {parse_day(text) for text in spellings(day.year, 2, 29)} == {day}


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        *[(2026, 2, 29), (1900, 2, 29), (2100, 2, 29), (2026, 2, 30), (2026, 4, 31), (2026, 13, 1)],
        *[(2026, 0, 1), (2026, 1, 0), (2026, 1, 32), (1948, 12, 31), (2100, 1, 1)],
    ],
)
def test_days_that_never_were_and_days_out_of_all_reason_are_none(year: int, month: int, day: int) -> None:
    assert {parse_day(text) for text in spellings(year, month, day)} == {None}


@pytest.mark.parametrize(
    "text",
    [
        *["", "-", "今天", "长期", "2026", "2026-01", "2026年1月", "26-01-31", "31/01/2026", "2026131"],
        *["2026-01/31", "2026/1-31", "2026年1月31", "2026.1.31", "2026-01-31 10:30:00", "2026-01-310"],
        *["二〇二六年一月三十一日", "45688", "2026-01-31\n2026-02-01", "-2026-01-31"],
    ],
)
def test_what_is_written_otherwise_is_no_day(text: str) -> None:
    assert parse_day(text) is None


@given(st.text(max_size=30) | st.text("0123456789-/年月日 ", max_size=12))
def test_whatever_is_written_is_a_day_of_reason_or_none(text: str) -> None:
    found = parse_day(text)
    assert found is None or date(1949, 1, 1) <= found <= date(2099, 12, 31)


def wan_yuan(fen: int) -> str:
    return f"{fen // FEN_PER_WAN_YUAN}.{fen % FEN_PER_WAN_YUAN:06}"


@given(amounts)
def test_an_amount_is_exact_to_the_fen_in_all_its_spellings(fen: int) -> None:
    whole, _, fraction = wan_yuan(fen).partition(".")
    written = [
        f"{whole}.{fraction}",
        f"{whole}.{fraction}00",
        f"{whole}.{fraction}".rstrip("0"),
        f"{int(whole):,}.{fraction}",
        f"{whole}.{fraction}".translate(WIDE),
    ]
    assert {parse_amount_fen(text) for text in written} == {fen}


@given(st.integers(0, 10**14))
def test_an_amount_that_was_a_number_in_a_sheet_or_in_json_is_exact_too(fen: int) -> None:
    assert parse_amount_fen(str(fen / FEN_PER_WAN_YUAN)) == fen


@given(amounts, st.integers(1, 99))
def test_what_is_finer_than_a_fen_is_no_amount(fen: int, finer: int) -> None:
    text = f"{wan_yuan(fen)}{finer:02}"
    assert parse_amount_fen(text) is None


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        *[("0", 0), ("0.05", 50_000), (".5", 500_000), ("0.000001", 1), ("1e-06", 1)],
        *[("1,234.5", 1_234_500_000), ("10,000,000,000", MOST_FEN), ("１２．５", 12_500_000)],
    ],
)
def test_amounts_are_written_in_ten_thousands_of_yuan(text: str, fen: int) -> None:
    assert parse_amount_fen(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        *["", "-", "五百元", "500元", "￥5", "0.05万元", "-0.01", "0.0000001", "1.2.3", "1 000"],
        *["10000000000.000001", "1e11", "1e999999", "NaN", "sNaN", "Infinity", "-Infinity"],
    ],
)
def test_what_is_no_amount_to_the_fen_is_none(text: str) -> None:
    assert parse_amount_fen(text) is None


@pytest.mark.parametrize(
    "text", ["0,05", "1,00", "1,0000", ",500", "1,,000", "500,", "0.000,001", "1.234,567"]
)
def test_a_comma_that_may_be_a_decimal_point_is_never_guessed_away(text: str) -> None:
    assert parse_amount_fen(text) is None


@given(st.text(max_size=30) | st.text("0123456789.,eE-+", max_size=12))
def test_whatever_is_written_is_an_amount_of_reason_or_none(text: str) -> None:
    fen = parse_amount_fen(text)
    assert fen is None or 0 <= fen <= MOST_FEN


@pytest.mark.parametrize("name", RARE_NAMES)
@pytest.mark.parametrize("white", ["", " ", "\t", "\n", "\r\n", "\u3000"])
def test_rare_characters_and_line_breaks_can_be_read(name: str, white: str) -> None:
    assert not has_unreadable(f"{name}{white}{name}")


@pytest.mark.parametrize(
    "character", ["\x00", "\x08", "\x0b", "\x0c", "\x1a", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\ud842"]
)
def test_control_characters_cannot_be_read_wherever_they_stand(character: str) -> None:
    assert all(has_unreadable(text) for text in (character, f"{character}王", f"王{character}明"))
