"""Whatever a scanner sends, it gets a documented answer: the client of these tests fails on any other."""

from __future__ import annotations

from typing import Any

import pytest
from cbor2 import dumps
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.certificates.format.digits import from_digits, to_digits
from backend.certificates.token import seal
from backend.domain import Domain
from tests.builders.citizens import a_citizen

pytestmark = pytest.mark.store
API = "/api/v1"
# The service does not change between examples: nothing that is refused is stored.
HOSTILE = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
CBOR = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary() | st.floats(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers() | st.text(), inner, max_size=5),
    max_leaves=10,
)
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        1: CBOR | st.just("xm"),
        3: CBOR,
        4: CBOR,
        7: CBOR | st.just(bytes(12)),
        10: CBOR,
        -70001: CBOR,
    },
)


def send(client: FlaskClient, merchant: dict[str, str], path: str, body: Any) -> int:
    return client.post(f"{API}{path}", json=body, headers=merchant).status_code


@HOSTILE
@given(body=JSON | st.fixed_dictionaries({"token": JSON}, optional={"question": JSON, "challenge": JSON}))
def test_any_body_of_a_scan_is_answered_or_refused(
    client: FlaskClient, merchant: dict[str, str], body: Any
) -> None:
    assert send(client, merchant, "/merchant/verifications", body) in {200, 400, 403, 422}


@HOSTILE
@given(scans=JSON | st.lists(st.fixed_dictionaries({"token": JSON, "scanned_at": JSON}), max_size=3))
def test_any_report_of_offline_scans_is_answered_or_refused(
    client: FlaskClient, merchant: dict[str, str], scans: Any
) -> None:
    path = "/merchant/verifications/offline"
    assert send(client, merchant, path, {"scans": scans}) in {200, 400, 422}


@HOSTILE
@given(
    payload=st.binary(min_size=24, max_size=255)
    | (CBOR | KNOWN).map(dumps).filter(lambda data: 24 <= len(data) <= 255)
)
def test_anything_that_our_own_key_has_signed_is_answered(
    client: FlaskClient, domain: Domain, merchant: dict[str, str], payload: bytes
) -> None:
    token = to_digits(seal(payload, domain.ground.key_ring.current()))
    assert send(client, merchant, "/merchant/verifications", {"token": token}) == 200


def test_no_bit_of_a_code_can_be_turned_and_no_digit_left_out(
    client: FlaskClient, domain: Domain, merchant: dict[str, str]
) -> None:
    order = {"kind": "printed", "claims": ["level", "name"]}
    headers = a_citizen(domain).headers
    token = client.post(f"{API}/me/certificates", json=order, headers=headers).get_json()["token"]
    message = from_digits(token)
    altered = [token[:length] for length in range(1, len(token), 7)]
    for bit in range(0, len(message) * 8, 5):
        turned = bytearray(message)
        turned[bit // 8] ^= 1 << bit % 8
        altered.append(to_digits(bytes(turned)))
    for text in altered:
        answer = client.post(f"{API}/merchant/verifications", json={"token": text}, headers=merchant)
        assert answer.get_json()["reason"] in {"malformed", "unknown_key"}


@pytest.mark.parametrize("size", [851, 10_000, 60_000])
def test_a_text_that_is_far_too_long_is_no_code(
    client: FlaskClient, merchant: dict[str, str], size: int
) -> None:
    answer = client.post(f"{API}/merchant/verifications", json={"token": "1" * size}, headers=merchant)
    assert answer.get_json()["reason"] == "malformed"


def test_a_body_beyond_the_limit_is_refused(client: FlaskClient, merchant: dict[str, str]) -> None:
    answer = client.post(f"{API}/merchant/verifications", json={"token": "1" * 70_000}, headers=merchant)
    assert (answer.status_code, answer.get_json()["type"]) == (413, "/problems/body-too-large")
