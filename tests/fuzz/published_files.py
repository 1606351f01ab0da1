"""What a vendor's scanner fetches to verify with nobody's help: the keys and the status lists."""

from __future__ import annotations

import json
from typing import Any

import jwt

from backend.certificates.format.key_set import read_key_set
from backend.certificates.format.status_list import TYPE, compress, read_status_list
from tests.fuzz.target import Target
from tests.unit.certificates.samples import MemoryKeyRing

_RING = MemoryKeyRing()
_KEY = _RING.current()
_KEYS = {_KEY.kid: _KEY.private_key.public_key()}
_CLAIMS: dict[str, Any] = {
    "sub": "https://card.example/.well-known/status-lists/1",
    "iat": 1795399200,
    "exp": 1795399200 + 86400,
    "ttl": 300,
    "status_list": {"bits": 1, "lst": compress([1, 5])},
}
_HEADER = {"typ": TYPE, "kid": _KEY.kid}


def _key_set(data: bytes) -> bool:
    try:
        keys = read_key_set(data)
    except ValueError:
        return False
    return bool(keys)


def _status_list(data: bytes) -> bool:
    try:
        read_status_list(data.decode("latin-1"), _KEYS)
    except ValueError:
        return False
    return True


def _signed_claims(data: bytes) -> bool:
    """Claims under a good signature, of whoever holds a key that a scanner believes."""
    token = jwt.api_jws.encode(data, _KEY.private_key, "ES256", headers=_HEADER)
    try:
        found = read_status_list(token, _KEYS)
    except ValueError:
        return False
    assert found.status_at(0) in range(1 << found.bits)
    return True


def _jwks() -> bytes:
    point = _KEY.private_key.public_key().public_numbers()
    x, y = (jwt.utils.base64url_encode(number.to_bytes(32)).decode() for number in (point.x, point.y))
    return json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "kid": "a1", "x": x, "y": y}]}).encode()


PUBLISHED_FILES = {
    "key_set": Target(_key_set, [_jwks(), b'{"keys":[]}']),
    "status_list_token": Target(
        _status_list, [jwt.encode(_CLAIMS, _KEY.private_key, "ES256", headers=_HEADER).encode()]
    ),
    "status_list_claims": Target(_signed_claims, [json.dumps(_CLAIMS).encode()]),
}
