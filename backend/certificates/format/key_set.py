"""The published keys (RFC 7517) as a verifier keeps them."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

Keys = Mapping[str, ec.EllipticCurvePublicKey]
_COORDINATE_BYTES = 32


def read_key_set(jwks: str | bytes) -> Keys:
    """Return the P-256 keys of a JWK set by kid, others left out; raises ValueError for no such set."""
    try:
        keys = json.loads(jwks)["keys"]
        return {jwk["kid"]: _public_key(jwk) for jwk in keys if jwk.get("crv") == "P-256"}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not a JWK set with P-256 keys") from error


def from_base64url(text: str) -> bytes:
    """Return the bytes that base64url without padding stands for (RFC 7515, appendix C); else ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _public_key(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = from_base64url(jwk["x"]), from_base64url(jwk["y"])
    if len(x) != _COORDINATE_BYTES or len(y) != _COORDINATE_BYTES:
        raise ValueError("a coordinate of P-256 has 32 bytes (RFC 7518, section 6.2.1.2)")
    return ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()
