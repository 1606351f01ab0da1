"""Public keys as others read them (JWK, COSE_Key), and the kid that a key gets from its own."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cbor2 import dumps
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from backend.platform.keyring.port import KID_LENGTH

_COORDINATE_BYTES = 32


class _Label:
    """Keys of a COSE_Key (RFC 9052, section 7.1; RFC 9053, section 7.1.1) and the values that ours have."""

    KTY, KID, ALG, CRV, X, Y = 1, 2, 3, -1, -2, -3
    EC2, ES256, P_256 = 2, -7, 1


def kid_of(key: ec.EllipticCurvePublicKey) -> str:
    """Return the start of the key's thumbprint (RFC 7638), in base64url."""
    canonical = json.dumps(_jwk_of(key), separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest())
    return thumbprint[:KID_LENGTH].decode()


def jwk_set_of(keys: Mapping[str, ec.EllipticCurvePublicKey]) -> dict[str, Any]:
    """Return the keys as a JWK set (RFC 7517)."""
    return {"keys": [_jwk_of(key) | {"kid": kid, "use": "sig", "alg": "ES256"} for kid, key in keys.items()]}


def cose_key_set_of(keys: Mapping[str, ec.EllipticCurvePublicKey]) -> bytes:
    """Return the keys as a COSE_KeySet (RFC 9052, section 7)."""
    return dumps([_cose_key_of(kid, key) for kid, key in keys.items()])


def _jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    """Return the members that RFC 7638 hashes: crv, kty, x, y."""
    return dict(sorted(ECAlgorithm.to_jwk(key, as_dict=True).items()))


def _cose_key_of(kid: str, key: ec.EllipticCurvePublicKey) -> dict[int, Any]:
    point = key.public_numbers()
    return {
        _Label.KTY: _Label.EC2,
        _Label.KID: kid.encode(),
        _Label.ALG: _Label.ES256,
        _Label.CRV: _Label.P_256,
        _Label.X: point.x.to_bytes(_COORDINATE_BYTES),
        _Label.Y: point.y.to_bytes(_COORDINATE_BYTES),
    }
