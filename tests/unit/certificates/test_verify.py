"""What a till that asks nobody says of a code."""

from __future__ import annotations

import ast
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.certificates import format as format_room
from backend.certificates.format.content import CertificateContent, Kind, StatusEntry
from backend.certificates.format.digits import certificate_url, from_digits, to_digits
from backend.certificates.format.key_set import Keys, read_key_set
from backend.certificates.format.status_list import STATUS_LIST_PATH, StatusList, compress, expand
from backend.certificates.format.verify import LONGEST_LEEWAY, Answer, Verdict, verify
from backend.certificates.token import CertificateCodec
from tests.unit.certificates.samples import NONCE, NOW, STATUS, MemoryKeyRing, a_certificate


@pytest.fixture
def published(keys: MemoryKeyRing) -> Keys:
    return read_key_set(json.dumps(keys.jwks()))


def a_list(*revoked: int, number: int = STATUS.list_number, size: int | None = None) -> StatusList:
    uri = f"https://card.example{STATUS_LIST_PATH}{number}"
    return StatusList(uri, 1, expand(compress(revoked))[:size], NOW, NOW + timedelta(hours=24), 900)


@pytest.fixture
def till(codec: CertificateCodec, published: Keys) -> Any:
    """Return what a till does with a certificate, by default a moment after it was made."""

    def judge(
        content: CertificateContent,
        listed: StatusList | None = None,
        now: datetime = NOW,
        **asked: Any,
    ) -> Verdict:
        return verify(codec.mint(content), published, listed, now, **asked)

    return judge


def test_a_good_code_is_valid_and_says_what_was_ticked(till: Any) -> None:
    content = a_certificate(level=3, masked_name="*明")
    assert till(content) == Verdict(Answer.VALID, content)


def test_the_link_is_as_good_as_its_digits(codec: CertificateCodec, published: Keys) -> None:
    url = certificate_url("https://card.example", codec.mint(a_certificate()))
    assert verify(url, published, None, NOW).answer is Answer.VALID


@pytest.mark.parametrize(
    ("seconds", "answer"), [(59, "valid"), (60, "valid"), (69, "valid"), (70, "expired"), (3600, "expired")]
)
def test_a_code_is_over_after_its_minute_and_ten_seconds_at_most(
    till: Any, seconds: int, answer: str
) -> None:
    assert till(a_certificate(), now=NOW + timedelta(seconds=seconds)).answer == answer


def test_no_till_can_ask_for_more_leeway(till: Any) -> None:
    with pytest.raises(ValueError, match="ten seconds"):
        till(a_certificate(), leeway=LONGEST_LEEWAY + timedelta(microseconds=1))
    with pytest.raises(ValueError, match="aware"):
        till(a_certificate(), now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("audience", "answer"), [("mer_1", "valid"), ("mer_2", "wrong_audience"), (None, "wrong_audience")]
)
def test_a_code_for_one_merchant_tells_the_others_no(till: Any, audience: str | None, answer: str) -> None:
    assert till(a_certificate(audience="mer_1"), audience=audience).answer == answer


@pytest.mark.parametrize(
    ("nonce", "answer"),
    [
        (NONCE, "valid"),
        (bytes(8), "wrong_challenge"),
        (NONCE + b"x", "wrong_challenge"),
        (None, "wrong_challenge"),
    ],
)
def test_an_addressed_code_answers_one_challenge(till: Any, nonce: bytes | None, answer: str) -> None:
    content = a_certificate(Kind.ADDRESSED)
    assert till(content, audience="mer_1", nonce=nonce).answer == answer


@pytest.mark.parametrize(
    ("listed", "answer"),
    [
        (a_list(), "valid"),
        (a_list(STATUS.position - 1, STATUS.position + 1), "valid"),
        (a_list(STATUS.position), "revoked"),
        (None, "unconfirmed"),
        (a_list(number=STATUS.list_number + 1), "unconfirmed"),
        (a_list(size=10), "unconfirmed"),
        (replace(a_list(), uri="https://card.example/lists/x"), "unconfirmed"),
        (replace(a_list(), expires_at=NOW), "unconfirmed"),
    ],
    ids=["fresh", "neighbours revoked", "revoked", "none", "another", "too short", "foreign", "over"],
)
def test_a_printed_code_is_as_good_as_its_list(till: Any, listed: StatusList | None, answer: str) -> None:
    printed = a_certificate(Kind.PRINTED, life=timedelta(days=30))
    assert till(printed, listed).answer == answer


def test_a_code_of_a_minute_needs_no_list(till: Any) -> None:
    assert till(a_certificate(), a_list(*range(100))).answer is Answer.VALID


def test_a_revoked_key_signs_nothing_any_more(codec: CertificateCodec) -> None:
    assert verify(codec.mint(a_certificate()), {}, None, NOW) == Verdict(Answer.UNKNOWN_KEY, None)


def test_what_no_key_signed_is_never_shown(till: Any, codec: CertificateCodec, published: Keys) -> None:
    message = bytearray(from_digits(codec.mint(a_certificate())))
    message[-1] ^= 1
    assert verify(to_digits(bytes(message)), published, None, NOW) == Verdict(Answer.MALFORMED, None)


def test_a_key_set_keeps_the_keys_of_the_curve_and_refuses_what_is_none(keys: MemoryKeyRing) -> None:
    jwks = keys.jwks()
    other = {"kty": "RSA", "kid": "r", "n": "AQAB", "e": "AQAB"}
    assert read_key_set(json.dumps({"keys": [*jwks["keys"], other]})).keys() == {"Z9"}
    jwk = jwks["keys"][0]
    off_curve = jwk | {"x": jwk["y"], "y": jwk["x"]}
    for broken in ("", "{}", '{"keys": 5}', '{"keys": [5]}', json.dumps({"keys": [jwk | {"x": "AA"}]})):
        with pytest.raises(ValueError, match=r"."):
            read_key_set(broken)
    with pytest.raises(ValueError, match=r"."):
        read_key_set(json.dumps({"keys": [off_curve]}))


@settings(deadline=None)
@given(
    token=st.text()
    | st.text("0123456789", max_size=900)
    | st.binary(max_size=300).filter(bool).map(to_digits),
    seconds=st.integers(-(10**9), 10**9),
)
def test_any_text_gets_an_answer(keys: MemoryKeyRing, token: str, seconds: int) -> None:
    now = NOW + timedelta(seconds=seconds)
    verdict = verify(token, read_key_set(json.dumps(keys.jwks())), a_list(), now)
    assert verdict.answer in {Answer.MALFORMED, Answer.UNKNOWN_KEY}


@settings(deadline=None)
@given(data=st.data())
def test_any_change_of_a_good_code_is_refused(
    keys: MemoryKeyRing, codec: CertificateCodec, data: Any
) -> None:
    good = from_digits(codec.mint(a_certificate(Kind.PRINTED, level=3)))
    message = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(message[: data.draw(st.integers(1, len(message)))])
    verdict = verify(to_digits(cut), read_key_set(json.dumps(keys.jwks())), a_list(), NOW)
    assert (verdict.answer is Answer.VALID) == (cut == good)


def test_a_vendor_needs_this_folder_and_what_comes_with_cwt_alone() -> None:
    folder = Path(str(format_room.__file__)).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(str(node.module).partition(".")[0])
    assert imported - sys.stdlib_module_names == {"cbor2", "cryptography"}


def test_an_entry_of_another_list_is_told_from_the_one_that_is_there(till: Any) -> None:
    printed = replace(a_certificate(Kind.PRINTED), status=StatusEntry(185, 5))
    assert till(printed, a_list(5)).answer is Answer.UNCONFIRMED
    assert till(printed, a_list(5, number=185)).answer is Answer.REVOKED
