from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.certificates.format.digits import MAX_DIGITS, certificate_url, digits_of, from_digits, to_digits


@pytest.mark.parametrize(
    ("data", "digits"),
    [
        (b"\x00", "000"),
        (b"\xff", "255"),
        (b"\x01\x00", "00256"),
        (b"\xff" * 6, "281474976710655"),
        (b"\xff" * 7, "72057594037927935"),
        (b"\x00" * 7 + b"\x07", "00000000000000000007"),
    ],
)
def test_bytes_are_written_as_their_digits(data, digits):
    assert to_digits(data) == digits
    assert from_digits(digits) == data


@given(st.binary(min_size=1, max_size=350))
def test_any_bytes_come_back(data):
    digits = to_digits(data)
    assert digits.isdecimal()
    assert from_digits(digits) == data


@given(st.text("0123456789", min_size=1, max_size=60))
def test_digits_that_are_read_are_the_only_ones_for_their_bytes(digits):
    try:
        data = from_digits(digits)
    except ValueError:
        return
    assert to_digits(data) == digits


@pytest.mark.parametrize(
    "text",
    [
        "",
        "256",
        "72057594037927936",
        "99999999999999999",
        "0000000000000000a",
        "+0000000000000001",
        "-01",
        "1_0",
        " 01",
        "001\n",
        "٠٠١",
        "００１",
        "²01",
        *("0" * length for length in (1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18)),
        "0" * (MAX_DIGITS + 17),
        "9" * 1_000_000,
    ],
    ids=lambda text: f"{text[:18]!r}({len(text)})",
)
def test_what_no_bytes_are_written_as_is_refused(text):
    with pytest.raises(ValueError, match="digits"):
        from_digits(text)


def test_the_longest_text_is_still_read():
    assert from_digits("0" * MAX_DIGITS) == bytes(350)


def test_the_link_carries_the_digits_behind_the_number_sign():
    assert certificate_url("https://credit.example", "123") == "https://credit.example/v#123"
    assert certificate_url("https://credit.example/", "123") == "https://credit.example/v#123"


@pytest.mark.parametrize(
    "scanned", ["123", " 123\r\n", "https://credit.example/v#123", "http://127.0.0.1:8000/v#123\n", "/v#123"]
)
def test_the_digits_are_found_in_a_link_or_alone(scanned):
    assert digits_of(scanned) == "123"


@given(st.text())
def test_any_scanned_text_has_some_rest(text):
    assert digits_of(f"https://credit.example/v#{digits_of(text)}") == digits_of(text)
