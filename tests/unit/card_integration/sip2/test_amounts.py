from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from card_integration.sip2.amounts import fen_of, yuan_of
from card_integration.sip2.message import Malformed


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("100", 10_000),
        ("103.5", 10_350),
        ("100.00", 10_000),
        ("0.00", 0),
        (" 3.5 ", 350),
        ("0.07", 7),
        ("12.340000", 1_234),
        ("-100.00", -10_000),
    ],
)
def test_sums_are_read_as_servers_write_them(written: str, fen: int) -> None:
    assert fen_of(written) == fen


@pytest.mark.parametrize("written", ["", "1,000.00", "1e5", "3.555", "¥3", "NaN", "１", "9" * 10, "--1", "."])
def test_what_is_no_sum_of_whole_fen_is_not_guessed(written: str) -> None:
    with pytest.raises(Malformed):
        fen_of(written)


@given(st.integers(0, 99_999_999_999))
def test_a_sum_that_is_sent_reads_the_same(fen: int) -> None:
    assert fen_of(yuan_of(fen)) == fen
