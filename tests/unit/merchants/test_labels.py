from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.merchants.labels import parse_label, parse_merchant_name
from backend.platform.errors import Invalid


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("前台", "前台"),
        (" 前台\t手机 ", "前台 手机"),
        ("前台\u3000手机", "前台 手机"),
        ("长" * 40, "长" * 40),
    ],
)
def test_spaces_are_put_right(written: str, read: str) -> None:
    assert parse_label(written) == read


@given(st.text(max_size=120))
def test_whatever_is_written_gives_one_readable_line_or_a_refusal(text: str) -> None:
    for parse, longest in ((parse_label, 40), (parse_merchant_name, 100)):
        try:
            read = parse(text)
        except Invalid:
            continue
        assert 1 <= len(read) <= longest
        assert read.isprintable()
        assert parse(read) == read
