from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.officers.totp import code_of, enrolment_uri, find_step, new_secret, step_at

# The secret of RFC 6238 appendix B and its SHA-1 values; the last six of their eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_VALUES = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}
NOW = datetime(2026, 11, 27, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "code"), RFC_VALUES.items())
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_of(RFC_SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == code[-6:]


@given(st.binary(min_size=20, max_size=20), st.integers(0, 4_000_000_000))
def test_the_codes_are_those_that_another_implementation_makes(secret: bytes, seconds: int) -> None:
    encoded = base64.b32encode(secret).decode()
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_of(encoded, step_at(moment)) == pyotp.TOTP(encoded).at(seconds)


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_code_is_found_one_step_to_each_side(off: int) -> None:
    step = step_at(NOW) + off
    assert find_step(RFC_SECRET, code_of(RFC_SECRET, step), NOW) == step


@pytest.mark.parametrize("off", [-2, 2, 10])
def test_a_code_further_away_is_not_found(off: int) -> None:
    assert find_step(RFC_SECRET, code_of(RFC_SECRET, step_at(NOW) + off), NOW) is None


def test_spaces_in_a_typed_code_do_not_matter() -> None:
    code = code_of(RFC_SECRET, step_at(NOW))
    assert find_step(RFC_SECRET, f"{code[:3]} {code[3:]}", NOW) == step_at(NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "１２３４５６", "abcdef", "\x00" * 6])
def test_whatever_else_is_typed_is_no_code(typed: str) -> None:
    assert find_step(RFC_SECRET, typed, NOW) is None


def test_a_new_secret_has_160_bits_and_is_never_the_same() -> None:
    made = {new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(base64.b32decode(one)) for one in made} == {20}


def test_an_authenticator_reads_the_same_secret_from_the_address() -> None:
    secret = new_secret()
    uri = enrolment_uri(secret, "lin", "厦门市诚信卡经办")
    read = pyotp.parse_uri(uri)
    later = NOW + timedelta(hours=1)
    assert read.at(later) == code_of(secret, step_at(later))
    assert (read.name, read.issuer) == ("lin", "厦门市诚信卡经办")
    assert unquote(urlsplit(uri).path) == "/厦门市诚信卡经办:lin"
    assert parse_qs(urlsplit(uri).query)["digits"] == ["6"]
