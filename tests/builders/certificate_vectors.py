"""Writes docs/certificate_vectors.json anew: `python -m tests.builders.certificate_vectors`.

The keys that sign are thrown away; only their public halves stand in the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cbor2 import dumps, loads
from cwt import COSE
from cwt.algs.ec2 import EC2Key

from backend.certificates.format.content import CertificateContent, Claims, Kind, StatusEntry
from backend.certificates.format.digits import certificate_url, from_digits, to_digits
from backend.certificates.format.envelope import unseal
from backend.certificates.format.payload import encode
from backend.certificates.format.status_list import STATUS_LIST_PATH, compress
from backend.certificates.token import CertificateCodec, seal
from tests.unit.certificates.samples import MemoryKeyRing

FILE = Path(__file__).parents[2] / "docs" / "certificate_vectors.json"
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
ISSUER, HOST, SHOP = "xm", "https://card.example", "mer_0000000000000000000001"
NONCE = bytes(range(16, 24))
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
GOOD_PLACE, REVOKED_PLACE, LIST = 123_456, 654_321, 188
_ABOUT = (
    "Each vector: read `digits` (or the link) at `now` with `keys`, the list `status_lists[status_list]` "
    "where one is named, the verifier's own id `audience` and its challenge `nonce` (hex), with a leeway of "
    "ten seconds. The answer must be `expect`; where it is `valid`, what the certificate says is `says`. "
    "See docs/certificate_format.md."
)

Vector = dict[str, Any]


class _Maker:
    """Makes certificates under one key, and what is wrong with them under the same key."""

    def __init__(self) -> None:
        self.keys, self.stranger = MemoryKeyRing("V1"), MemoryKeyRing("V2")
        self.codec = CertificateCodec(ISSUER, self.keys)
        self._made = 0

    def content(self, kind: Kind = Kind.DYNAMIC, seconds: int = 60, **parts: Any) -> CertificateContent:
        """Return the next certificate; its id counts up."""
        self._made += 1
        whole: dict[str, Any] = {"audience": None, "claims": Claims(level=3, no_adverse=True), **parts}
        certificate_id = self._made.to_bytes(12)
        return CertificateContent(certificate_id, kind, NOW + timedelta(seconds=seconds), **whole)

    def signed(self, payload: bytes) -> str:
        """Return the digits of any payload, genuinely signed."""
        return to_digits(seal(payload, self.keys.current()))

    def with_headers(self, protected: dict[int, Any], unprotected: dict[int, Any]) -> str:
        """Return a certificate that the library signs under other headers."""
        key = EC2Key({**EC2Key.to_cose_key(self.keys.current().private_key), 2: b"V1", 3: -7})
        payload = encode(ISSUER, self.content())
        return to_digits(bytes(COSE.new().encode_and_sign(payload, key, protected, unprotected)))


def make() -> dict[str, Any]:
    """Return the whole file."""
    maker = _Maker()
    return {
        "about": _ABOUT,
        "issuer": ISSUER,
        "keys": maker.keys.jwks(),
        "cose_keys": maker.keys.cose_key_set().hex(),
        "status_lists": {
            "current": _list_token(maker.keys, NOW - timedelta(minutes=5)),
            "over": _list_token(maker.keys, NOW - timedelta(hours=25)),
            "forged": _list_token(MemoryKeyRing("V1"), NOW),
        },
        "vectors": [*_good(maker), *_refused(maker), *_malformed(maker)],
    }


def _list_token(keys: MemoryKeyRing, issued_at: datetime) -> str:
    iat = int(issued_at.timestamp())
    claims = {
        "sub": f"{HOST}{STATUS_LIST_PATH}{LIST}",
        "iat": iat,
        "exp": iat + 86400,
        "ttl": 900,
        "status_list": {"bits": 1, "lst": compress([REVOKED_PLACE, GOOD_PLACE - 1, GOOD_PLACE + 1])},
    }
    headers = {"typ": "statuslist+jwt", "kid": "V1"}
    return jwt.encode(claims, keys.current().private_key, "ES256", headers=headers)


def _vector(name: str, digits: str, expect: str, seconds: int = 0, **more: Any) -> Vector:
    moment = (NOW + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    usual = {"audience": None, "nonce": None, "status_list": None, "says": None}
    return {"name": name, "digits": digits, "now": moment, "expect": expect, **usual, **more}


def _says(content: CertificateContent) -> dict[str, Any]:
    claims = content.claims
    says = {
        "id": f"crt_{content.certificate_id.hex()}",
        "kind": content.kind.name.lower(),
        "exp": int(content.expires_at.timestamp()),
        "level": claims.level,
        "no_adverse": claims.no_adverse,
        "perk": {"code": claims.perk[0], "eligible": claims.perk[1]} if claims.perk else None,
        "name": claims.masked_name,
        "match_code": claims.match_code,
    }
    return {name: value for name, value in says.items() if value is not None}


def _good(maker: _Maker) -> Iterator[Vector]:
    everything = Claims(0, False, (23, False), "*买提·艾尔肯", "002X")
    printed = StatusEntry(LIST, GOOD_PLACE)
    cases: list[tuple[str, CertificateContent, dict[str, Any]]] = [
        ("dynamic", maker.content(), {}),
        ("every claim", maker.content(claims=everything), {}),
        ("a perk that is open", maker.content(claims=Claims(perk=(1, True))), {}),
        ("no adverse record: no", maker.content(claims=Claims(no_adverse=False)), {}),
        ("the last moment of the leeway", maker.content(seconds=-9), {}),
        ("for this merchant", maker.content(audience=SHOP), {"audience": SHOP}),
        (
            "addressed, and the challenge is ours",
            maker.content(Kind.ADDRESSED, audience=SHOP, nonce=NONCE),
            {"audience": SHOP, "nonce": NONCE.hex()},
        ),
        (
            "printed, beside two that are revoked",
            maker.content(Kind.PRINTED, 30 * 86400, status=printed),
            {"status_list": "current"},
        ),
    ]
    for name, content, asked in cases:
        yield _vector(name, maker.codec.mint(content), "valid", says=_says(content), **asked)
    content = maker.content()
    message = from_digits(maker.codec.mint(content))
    twin = message[:-32] + (P256_ORDER - int.from_bytes(message[-32:])).to_bytes(32)
    yield _vector(
        "the twin of a signature is the same certificate", to_digits(twin), "valid", says=_says(content)
    )


def _refused(maker: _Maker) -> Iterator[Vector]:
    mint = maker.codec.mint
    stranger = CertificateCodec(ISSUER, maker.stranger)
    addressed = mint(maker.content(Kind.ADDRESSED, audience=SHOP, nonce=NONCE))
    revoked = mint(maker.content(Kind.PRINTED, 86400, status=StatusEntry(LIST, REVOKED_PLACE)))
    printed = mint(maker.content(Kind.PRINTED, 86400, status=StatusEntry(LIST, GOOD_PLACE)))
    elsewhere = mint(maker.content(Kind.PRINTED, 86400, status=StatusEntry(LIST + 1, GOOD_PLACE)))
    yield _vector("over", mint(maker.content()), "expired", 70)
    yield _vector("over, a moment after the leeway", mint(maker.content(seconds=-10)), "expired")
    yield _vector("a key that is not published", stranger.mint(maker.content()), "unknown_key")
    yield _vector(
        "for another merchant", mint(maker.content(audience=SHOP)), "wrong_audience", audience="mer_x"
    )
    yield _vector("for a merchant, and we are none", mint(maker.content(audience=SHOP)), "wrong_audience")
    yield _vector("addressed, another challenge", addressed, "wrong_challenge", audience=SHOP, nonce="00" * 8)
    yield _vector("addressed, and we did not ask", addressed, "wrong_challenge", audience=SHOP)
    yield _vector("no answer, and we asked", mint(maker.content()), "wrong_challenge", nonce=NONCE.hex())
    yield _vector("addressed to another", addressed, "wrong_audience", audience="mer_x", nonce=NONCE.hex())
    yield _vector("printed and revoked", revoked, "revoked", status_list="current")
    yield _vector("printed, no list", printed, "unconfirmed")
    yield _vector("printed, the list is over", printed, "unconfirmed", status_list="over")
    yield _vector("printed, the list is forged", printed, "unconfirmed", status_list="forged")
    yield _vector("printed, another list", elsewhere, "unconfirmed", status_list="current")
    yield _vector("printed and over, with a list", printed, "expired", 2 * 86400, status_list="current")


def _malformed(maker: _Maker) -> Iterator[Vector]:
    good = maker.codec.mint(maker.content())
    message = from_digits(good)
    claims = loads(unseal(message).payload)
    forger = CertificateCodec(ISSUER, MemoryKeyRing("V1"))
    texts = {
        "nothing": "",
        "no digits": "HC1:6BF",
        "full-width digits": good.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        "a digit less": good[:-1],
        "a block of 2**56 or more": "9" * 17 + good[17:],
        "more than 850 digits": good + "0" * 850,
        "a byte after the end": to_digits(message + b"\0"),
        "a byte less": to_digits(message[:-1]),
        "a bit of the payload flipped": to_digits(_flipped(message, 40)),
        "a bit of the signature flipped": to_digits(_flipped(message, len(message) - 1)),
        "another key under our kid": forger.mint(maker.content()),
        "no tag": to_digits(message[1:]),
        "the kid unprotected": maker.with_headers({1: -7}, {4: b"V1"}),
        "an unprotected header": maker.with_headers({1: -7, 4: b"V1"}, {99: "x"}),
        "a third protected header": maker.with_headers({1: -7, 4: b"V1", 3: 61}, {}),
        "headers in another order": maker.with_headers({4: b"V1", 1: -7}, {}),
        "r and s are zero": to_digits(message[:-64] + bytes(64)),
    }
    payloads = {
        "signed: keys in another order": dumps(dict(reversed(claims.items()))),
        "signed: not the shortest encoding": dumps(claims).replace(b"\x62xm", b"\x78\x02xm", 1),
        "signed: a further claim": dumps(claims | {6: 1}),
        "signed: exp is a fraction": dumps(claims | {4: float(claims[4])}),
        "signed: exp is a text": dumps(claims | {4: str(claims[4])}),
        "signed: no exp": dumps({key: value for key, value in claims.items() if key != 4}),
        "signed: an id of 11 bytes": dumps(claims | {7: bytes(11)}),
        "signed: an unknown version": dumps(claims | {-70001: [9, 1, 3]}),
        "signed: an unknown kind": dumps(claims | {-70001: [4, 1, 3]}),
        "signed: an unknown claim": dumps(claims | {-70001: [5, 33, 3, 1]}),
        "signed: a name that is not masked": dumps(claims | {-70001: [5, 8, "王小明"]}),
        "signed: a level that is true": dumps(claims | {-70001: [5, 1, True]}),
        "signed: printed without a place": dumps(claims | {-70001: [6, 1, 3]}),
        "signed: addressed without a nonce": dumps(claims | {-70001: [7, 1, 3]}),
        "signed: dynamic with a nonce": dumps({**claims, 10: NONCE}),
        "signed: a list of pairs": dumps(list(claims.items())),
    }
    for name, digits in texts.items():
        yield _vector(name, digits, "malformed")
    for name, payload in payloads.items():
        yield _vector(name, maker.signed(payload), "malformed")


def _flipped(message: bytes, place: int) -> bytes:
    altered = bytearray(message)
    altered[place] ^= 1
    return bytes(altered)


if __name__ == "__main__":
    whole = make()
    whole["vectors"][0]["link"] = certificate_url(HOST, whole["vectors"][0]["digits"])
    FILE.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
