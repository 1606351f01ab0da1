from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miniprogram_api.citizen.documents.line_breaking import break_lines
from miniprogram_api.citizen.documents.printable import printable
from miniprogram_api.citizen.documents.typeface import regular

WIDTH, SIZE = 100.0, 10.0


def lines(text: str) -> list[str]:
    return break_lines(text, regular(), SIZE, WIDTH)


def test_a_line_holds_as_many_characters_as_fit() -> None:
    assert lines("信" * 25) == ["信" * 10, "信" * 10, "信" * 5]


@pytest.mark.parametrize("mark", "，。；：）》”、")
def test_no_line_begins_with_a_closing_mark(mark) -> None:
    assert lines("信" * 10 + mark + "用") == ["信" * 9, "信" + mark + "用"]


@pytest.mark.parametrize("mark", "（《“〔")
def test_no_line_ends_with_an_opening_mark(mark) -> None:
    assert lines("信" * 9 + mark + "用") == ["信" * 9, mark + "用"]


def test_an_english_word_and_a_number_stay_whole() -> None:
    words = ["the certificate is valid", "until tomorrow at", "noon"]
    assert lines(" ".join(words)) == words
    assert lines("信用信用信用信用20261123") == ["信用信用信用信用", "20261123"]


def test_a_word_wider_than_a_line_is_cut_and_loses_nothing() -> None:
    cut = lines("crt_" + "0123456789abcdef" * 4)
    assert len(cut) > 2
    assert "".join(cut) == "crt_" + "0123456789abcdef" * 4


@given(st.text(max_size=80))
def test_no_line_is_too_wide_and_nothing_but_spaces_is_lost(text) -> None:
    text = printable(text)
    broken = lines(text)
    assert all(regular().measure(line, SIZE) <= WIDTH for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
