from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cbor2 import loads
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cwt import CWT, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt import PyJWK

from backend.certificates.format.content import CertificateContent, Claims, Kind, StatusEntry
from backend.certificates.format.digits import from_digits
from backend.certificates.format.envelope import unseal
from backend.certificates.format.reading import TokenFault, TokenRejected
from backend.certificates.token import CertificateCodec
from tests.unit.certificates.samples import ISSUER, NONCE, NOW, STATUS, a_certificate

CLAIMS = st.builds(
    Claims,
    level=st.none() | st.integers(0, 23),
    no_adverse=st.none() | st.booleans(),
    perk=st.none() | st.tuples(st.integers(1, 23), st.booleans()),
    masked_name=st.none() | st.text("*明买提·", max_size=19).map(lambda rest: f"*{rest}"),
    match_code=st.none() | st.from_regex(r"[0-9]{3}[0-9X]", fullmatch=True),
)
MERCHANTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=16)
ENTRIES = st.builds(StatusEntry, st.integers(0, 2**16 - 1), st.integers(0, 2**20 - 1))


def contents(kind: Kind, **parts: st.SearchStrategy[object]) -> st.SearchStrategy[CertificateContent]:
    whole: dict[str, st.SearchStrategy[object]] = {
        "certificate_id": st.binary(min_size=12, max_size=12),
        "kind": st.just(kind),
        "expires_at": st.integers(1, 30 * 86400).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        "audience": st.none() | MERCHANTS,
        "claims": CLAIMS,
    }
    return st.builds(CertificateContent, **(whole | parts))


CONTENTS = (
    contents(Kind.DYNAMIC)
    | contents(Kind.PRINTED, status=ENTRIES)
    | contents(Kind.ADDRESSED, audience=MERCHANTS, nonce=st.binary(min_size=8, max_size=16))
)


def payload_of(digits: str) -> bytes:
    return unseal(from_digits(digits)).payload


@settings(deadline=None)
@given(content=CONTENTS)
def test_a_certificate_comes_back_as_it_was_minted(codec, content):
    assert codec.read(codec.mint(content), NOW) == content


def test_a_certificate_says_only_what_was_ticked(codec):
    certificate = a_certificate(no_adverse=True, masked_name="*明")
    claims = loads(payload_of(codec.mint(certificate)))
    assert claims == {
        1: ISSUER,
        4: int(NOW.timestamp()) + 60,
        7: certificate.certificate_id,
        -70001: [5, 0b01010, True, "*明"],
    }


def test_no_issue_time_and_no_start_time_are_added(codec):
    claims = loads(payload_of(codec.mint(a_certificate())))
    assert not {5, 6} & set(claims)


def test_the_claims_of_each_kind_stand_in_the_documented_place(codec):
    printed = a_certificate(
        Kind.PRINTED,
        audience="mch_1",
        level=2,
        no_adverse=False,
        perk=(4, False),
        masked_name="*明",
        match_code="002X",
    )
    claims = loads(payload_of(codec.mint(printed)))
    assert list(claims) == [1, 3, 4, 7, -70001]
    assert claims[3] == "mch_1"
    assert claims[-70001] == [6, 31, 2, False, -4, "*明", "002X", *STATUS]


def test_an_addressed_certificate_carries_the_nonce_of_who_asked(codec):
    addressed = a_certificate(Kind.ADDRESSED, audience="mer_1", level=2)
    claims = loads(payload_of(codec.mint(addressed)))
    assert list(claims) == [1, 3, 4, 7, 10, -70001]
    assert (claims[3], claims[10], claims[-70001]) == ("mer_1", NONCE, [7, 1, 2])


def test_a_fraction_of_a_second_is_left_out(codec):
    certificate = a_certificate(life=timedelta(seconds=60, milliseconds=900))
    assert codec.read(codec.mint(certificate), NOW).expires_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(("age", "counts"), [(-3600, True), (0, True), (59, True), (60, False), (61, False)])
def test_a_dynamic_certificate_lives_60_seconds_and_no_leeway(codec, age, counts):
    certificate = a_certificate()
    digits, now = codec.mint(certificate), NOW + timedelta(seconds=age)
    if counts:
        assert codec.read(digits, now) == certificate
        return
    with pytest.raises(TokenRejected) as rejection:
        codec.read(digits, now)
    assert (rejection.value.fault, rejection.value.content) == (TokenFault.EXPIRED, certificate)


def test_the_leeway_of_the_library_is_not_ours(codec, keys):
    present = datetime.now(UTC)
    certificate = CertificateContent(
        bytes(12), Kind.DYNAMIC, present - timedelta(seconds=20), None, Claims(level=3)
    )
    digits = codec.mint(certificate)
    published = [COSEKey.from_jwk(jwk) for jwk in keys.jwks()["keys"]]
    assert CWT.new().decode(from_digits(digits), published)[1] == ISSUER
    with pytest.raises(TokenRejected, match="expired"):
        codec.read(digits, present)


def test_a_certificate_verifies_by_hand_with_the_published_key(codec, keys):
    (jwk,) = keys.jwks()["keys"]
    message = from_digits(codec.mint(a_certificate()))
    signed = b"\x84\x6aSignature1\x47" + message[3:10] + b"\x40" + message[11:-66]
    r, s = int.from_bytes(message[-64:-32]), int.from_bytes(message[-32:])
    PyJWK.from_dict(jwk).key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))


def test_another_citys_certificate_is_malformed_here(keys, codec):
    elsewhere = CertificateCodec("FZ", keys)
    with pytest.raises(TokenRejected) as rejection:
        codec.read(elsewhere.mint(a_certificate()), NOW)
    assert (rejection.value.fault, rejection.value.content) == (TokenFault.MALFORMED, None)
