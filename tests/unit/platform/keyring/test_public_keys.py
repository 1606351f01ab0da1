"""What others read: each published set in the hands of an outside library."""

from __future__ import annotations

import base64
import hashlib
import json

import cbor2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEKey

from backend.certificates.format.digits import from_digits
from backend.certificates.token import CertificateCodec
from tests.unit.certificates.samples import a_certificate


def cose_keys_of(key_ring):
    return [COSEKey.new(key) for key in cbor2.loads(key_ring.cose_key_set())]


@pytest.fixture
def rotated_ring(key_ring, clock):
    for _ in range(2):
        clock.pass_time(days=1)
        key_ring.rotate()
    return key_ring


def test_both_sets_hold_the_same_keys_the_one_that_signs_first(rotated_ring) -> None:
    kids = [key["kid"] for key in rotated_ring.jwks()["keys"]]
    assert [key.kid.decode() for key in cose_keys_of(rotated_ring)] == kids
    assert kids[0] == rotated_ring.current().kid
    assert kids == [key.kid for key in rotated_ring.list_keys()]
    assert len(kids) == 4


def test_pyjwt_verifies_with_the_jwk_set(rotated_ring) -> None:
    current = rotated_ring.current()
    signed = jwt.encode({"said": "yes"}, current.private_key, "ES256", {"kid": current.kid})
    published = jwt.PyJWKSet.from_dict(json.loads(json.dumps(rotated_ring.jwks())))
    key = published[jwt.get_unverified_header(signed)["kid"]]
    assert (key.algorithm_name, key.public_key_use) == ("ES256", "sig")
    assert jwt.decode(signed, key, ["ES256"]) == {"said": "yes"}


def test_cwt_verifies_a_certificate_with_the_cose_key_set(rotated_ring) -> None:
    digits = CertificateCodec("xm", rotated_ring).mint(a_certificate())
    payload = COSE.new().decode(from_digits(digits), cose_keys_of(rotated_ring))
    assert cbor2.loads(payload)[1] == "xm"


def test_cwt_takes_no_certificate_with_the_other_keys_of_the_set(rotated_ring) -> None:
    digits = CertificateCodec("xm", rotated_ring).mint(a_certificate())
    with pytest.raises(ValueError, match="key is not found"):
        COSE.new().decode(from_digits(digits), cose_keys_of(rotated_ring)[1:])


def test_a_cose_key_has_these_parameters_and_no_other(key_ring) -> None:
    [current, _] = cbor2.loads(key_ring.cose_key_set())
    point = key_ring.current().private_key.public_key().public_numbers()
    assert current == {
        1: 2,
        2: key_ring.current().kid.encode(),
        3: -7,
        -1: 1,
        -2: point.x.to_bytes(32),
        -3: point.y.to_bytes(32),
    }


def test_the_jwk_set_holds_no_private_part(key_ring) -> None:
    for key in key_ring.jwks()["keys"]:
        assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_the_kid_is_the_start_of_the_thumbprint(key_ring) -> None:
    for key in key_ring.jwks()["keys"]:
        hashed = f'{{"crv":"P-256","kty":"EC","x":"{key["x"]}","y":"{key["y"]}"}}'
        thumbprint = base64.urlsafe_b64encode(hashlib.sha256(hashed.encode()).digest()).decode()
        assert key["kid"] == thumbprint[:2]


def test_every_key_is_found_under_its_kid_and_under_no_other(rotated_ring) -> None:
    for jwk in rotated_ring.jwks()["keys"]:
        found = rotated_ring.find_public_key(jwk["kid"])
        assert found == jwt.PyJWK(jwk).key
        assert isinstance(found, ec.EllipticCurvePublicKey)
        assert rotated_ring.find_public_key(jwk["kid"] + "0") is None
    assert rotated_ring.find_public_key("") is None
