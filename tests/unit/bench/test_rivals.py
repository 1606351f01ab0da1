"""Both other formats are read back by what their own readers use: neither is a straw man."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode
from io import BytesIO

import pytest
from cbor2 import loads
from cwt import COSE, COSEKey
from jwt.api_jws import PyJWS
from PIL import Image

from backend.certificates.format.content import CertificateContent
from backend.certificates.qr import draw_png
from backend.platform.keyring.port import SigningKey
from bench.rivals import base45, dcc_style, shc_style
from tests.builders.scanner import scanned
from tests.unit.certificates.samples import ISSUER, a_certificate

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@pytest.fixture
def content() -> CertificateContent:
    return a_certificate(level=3, no_adverse=True)


def read_back(text: str) -> str:
    return scanned(Image.open(BytesIO(draw_png(text)))).text


def from_base45(text: str) -> bytes:
    data = b""
    for start in range(0, len(text), 3):
        part = text[start : start + 3]
        number = sum(ALPHABET.index(character) * 45**place for place, character in enumerate(part))
        data += number.to_bytes(len(part) - 1)
    return data


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_writes_what_its_standard_shows(data: bytes, text: str) -> None:
    assert base45(data) == text
    assert from_base45(text) == data


def test_a_dcc_style_code_says_the_same(content: CertificateContent, key: SigningKey) -> None:
    prefix, _, text = read_back(dcc_style(content, ISSUER, key)).partition(":")
    public_key = COSEKey.new({1: 2, 2: key.kid.encode(), 3: -7, **public_part(key)})
    claims = loads(COSE.new().decode(zlib.decompress(from_base45(text)), public_key))
    assert prefix == "HC1"
    assert claims == {
        1: ISSUER,
        4: int(content.expires_at.timestamp()),
        7: content.certificate_id,
        -260: {1: {"kd": 1, "lv": 3, "na": True}},
    }


def test_an_shc_style_code_says_the_same(content: CertificateContent, key: SigningKey) -> None:
    prefix, _, digits = read_back(shc_style(content, ISSUER, key)).partition("/")
    pairs = [int(digits[start : start + 2]) for start in range(0, len(digits), 2)]
    token = "".join(chr(pair + 45) for pair in pairs)
    read = PyJWS().decode_complete(token, key.private_key.public_key(), ["ES256"])
    claims = json.loads(zlib.decompress(read["payload"], wbits=-15))
    assert prefix == "shc:"
    assert read["header"] == {"alg": "ES256", "kid": key.kid, "zip": "DEF"}
    assert urlsafe_b64decode(claims.pop("jti")) == content.certificate_id
    assert claims == {"iss": ISSUER, "exp": int(content.expires_at.timestamp()), "kd": 1, "lv": 3, "na": True}


def public_part(key: SigningKey) -> dict[int, object]:
    numbers = key.private_key.public_key().public_numbers()
    return {-1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
