"""Status lists, held against the vectors that the draft itself prints (draft-ietf-oauth-status-list-20)."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.certificates.format.key_set import read_key_set
from backend.certificates.format.status_list import (
    STATUS_LIST_PATH,
    StatusList,
    compress,
    expand,
    read_status_list,
)
from tests.unit.certificates.samples import NOW, MemoryKeyRing

# Appendix "Test vectors for Status List encoding": lists of 2**20 entries of one and of two bits.
ONE_BIT = (
    "eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7KpLAAAAAAAAAAAA"
    "AAAAAAAAAJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb"
)
ONE_BIT_SET = {0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345}
TWO_BITS = (
    "eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AEB5WwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAID0ugQAAAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAAAAAAAAAAAAAA"
    "AAAAAAD8ExIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAAAAAAAAAAAMB9SwIAAAAAAAAA"
    "AAAAAAAAAACoYUoAAAAAAAAAAAAAAEBqH81gAQw"
)
TWO_BITS_SET = {
    0: 1,
    1993: 2,
    25460: 1,
    159495: 3,
    495669: 1,
    554353: 1,
    645645: 2,
    723232: 1,
    854545: 1,
    934534: 2,
    1000345: 3,
}
# Section 5.1: a signed Status List Token, and the key of the draft's examples.
DRAFT_KEYS = read_key_set(
    json.dumps(
        {
            "keys": [
                {
                    "kty": "EC",
                    "crv": "P-256",
                    "kid": "12",
                    "x": "I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo",
                    "y": "6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M",
                }
            ]
        }
    )
)
DRAFT_TOKEN = (
    "eyJhbGciOiJFUzI1NiIsImtpZCI6IjEyIiwidHlwIjoic3RhdHVzbGlzdCtqd3QifQ.eyJleHAiOjIyOTE3MjAxNzAsImlhd"
    "CI6MTY4NjkyMDE3MCwiaXNzIjoiaHR0cHM6Ly9leGFtcGxlLmNvbSIsInN0YXR1c19saXN0Ijp7ImJpdHMiOjEsImxzdCI6I"
    "mVOcmJ1UmdBQWhjQlhRIn0sInN1YiI6Imh0dHBzOi8vZXhhbXBsZS5jb20vc3RhdHVzbGlzdHMvMSIsInR0bCI6NDMyMDB9."
    "2lKUUNG503R9htu4aHAYi7vjmr3sgApbfoDvPrl65N3URUO1EYqqQl45Jfzd-Av4QzlKa3oVALpLwOEUOq-U_g"
)
URI = f"https://card.example{STATUS_LIST_PATH}184"


def a_list(bits: int, lst: str) -> StatusList:
    return StatusList(URI, bits, expand(lst), NOW, None, None)


def claims(**changes: Any) -> dict[str, Any]:
    iat = int(NOW.timestamp())
    listed = {"bits": 1, "lst": compress([5])}
    return {"sub": URI, "iat": iat, "exp": iat + 86400, "ttl": 900, "status_list": listed} | changes


def signed(keys: MemoryKeyRing, payload: Any = None, **header: Any) -> str:
    key = keys.current()
    headers = {"typ": "statuslist+jwt", "kid": key.kid} | header
    return jwt.encode(claims() if payload is None else payload, key.private_key, "ES256", headers=headers)


def published(keys: MemoryKeyRing) -> Any:
    return read_key_set(json.dumps(keys.jwks()))


def test_the_drafts_list_of_one_bit_is_written_and_read() -> None:
    assert compress(ONE_BIT_SET) == ONE_BIT
    read = a_list(1, ONE_BIT)
    assert {position for position in range(1 << 20) if read.status_at(position)} == ONE_BIT_SET


def test_the_drafts_list_of_two_bits_is_read() -> None:
    read = a_list(2, TWO_BITS)
    found = {position: read.status_at(position) for position in range(1 << 20) if read.status_at(position)}
    assert found == TWO_BITS_SET


def test_the_drafts_signed_token_is_read() -> None:
    read = read_status_list(DRAFT_TOKEN, DRAFT_KEYS)
    assert (read.uri, read.bits, read.ttl_seconds) == ("https://example.com/statuslists/1", 1, 43200)
    assert read.issued_at == datetime.fromtimestamp(1686920170, UTC)
    assert read.expires_at == datetime.fromtimestamp(2291720170, UTC)
    assert [read.status_at(position) for position in range(16)] == [int(bit) for bit in "1001110111000101"]
    with pytest.raises(IndexError):
        read.status_at(16)
    with pytest.raises(IndexError):
        read.status_at(-1)


@settings(deadline=None, max_examples=20)
@given(revoked=st.sets(st.integers(0, (1 << 20) - 1), max_size=200))
def test_exactly_the_revoked_positions_come_back(revoked: set[int]) -> None:
    read = a_list(1, compress(revoked))
    around = {near for one in revoked for near in (one, max(one - 1, 0), min(one + 1, (1 << 20) - 1))}
    assert {position for position in around if read.status_at(position)} == revoked


def test_a_list_knows_its_number_and_its_end(keys: MemoryKeyRing) -> None:
    read = read_status_list(signed(keys), published(keys))
    assert (read.number, read.ttl_seconds, read.status_at(5), read.status_at(4)) == (184, 900, 1, 0)
    assert not read.is_over(NOW + timedelta(hours=24, seconds=-1))
    assert read.is_over(NOW + timedelta(hours=24))


@pytest.mark.parametrize(
    "lst",
    [
        "",
        "AAAA",
        ONE_BIT[:-4],
        urlsafe_b64encode(zlib.compress(bytes((1 << 20) + 1))).decode(),
        urlsafe_b64encode(zlib.compress(bytes(10)) + b"x").decode(),
        urlsafe_b64encode(zlib.compress(bytes(50_000_000))).decode(),
    ],
    ids=["nothing", "no stream", "cut off", "a byte too long", "goes on", "a bomb"],
)
def test_what_is_no_list_is_refused(lst: str) -> None:
    with pytest.raises(ValueError, match=r"zlib|base64|padding"):
        expand(lst)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": None},
        {"sub": 5},
        {"iat": "yesterday"},
        {"exp": "never"},
        {"exp": 10**30},
        {"exp": 10**18},
        {"iat": -(10**17)},
        {"ttl": "x"},
        {"status_list": None},
        {"status_list": {"bits": 1}},
        {"status_list": {"bits": 3, "lst": compress([])}},
        {"status_list": {"bits": True, "lst": compress([])}},
        {"status_list": {"bits": 1, "lst": 7}},
    ],
    ids=str,
)
def test_signed_claims_that_are_no_list_are_refused(keys: MemoryKeyRing, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_status_list(signed(keys, json.loads(json.dumps(claims() | change))), published(keys))


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"kid": "zz"}, {"kid": ["Z9"]}, {"kid": None}], ids=str)
def test_another_header_is_refused(keys: MemoryKeyRing, header: dict[str, Any]) -> None:
    payload, key = claims(), keys.current().private_key
    token = jwt.PyJWS().encode(json.dumps(payload).encode(), key, "ES256", headers={"typ": "statuslist+jwt"})
    _, body, signature = token.split(".")
    head = {"alg": "ES256", "typ": "statuslist+jwt", "kid": "Z9"} | header
    forged = urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()
    with pytest.raises(ValueError, match=r"."):
        read_status_list(f"{forged}.{body}.{signature}", published(keys))


def test_an_unsigned_or_foreign_token_is_refused(keys: MemoryKeyRing) -> None:
    key = keys.current()
    unsigned = jwt.encode(claims(), "", "none", headers={"typ": "statuslist+jwt", "kid": key.kid})
    foreign = signed(MemoryKeyRing())
    secret = keys.jwks()["keys"][0]["x"]
    mac = jwt.encode(claims(), secret, "HS256", headers={"typ": "statuslist+jwt", "kid": key.kid})
    for token in (unsigned, foreign, mac, signed(keys)[:-1], signed(keys)[:-4], ""):
        with pytest.raises(ValueError, match=r"."):
            read_status_list(token, published(keys))


@settings(deadline=None)
@given(token=st.text() | st.from_regex(r"[\w-]+\.[\w-]+\.[\w-]+", fullmatch=True))
def test_any_text_is_read_or_refused(keys: MemoryKeyRing, token: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_status_list(token, published(keys))


@pytest.mark.parametrize(
    "jwks",
    [
        "",
        "[]",
        '{"keys":7}',
        '{"keys":["a"]}',
        '{"keys":[{"crv":"P-256"}]}',
        '{"keys":[{"crv":"P-256","kid":"a","x":"AA","y":"AA"}]}',
        '{"keys":' + "[" * 100_000,
    ],
    ids=["nothing", "a list", "a number", "a text", "no point", "short", "a deep one"],
)
def test_what_is_no_key_set_is_refused(jwks: str) -> None:
    with pytest.raises(ValueError, match="not a JWK set"):
        read_key_set(jwks)
