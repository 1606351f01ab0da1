"""What the tests of the certificate share: a ring in memory, a moment, a certificate."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from backend.certificates.content import CertificateContent, Claims, Kind, new_certificate_id
from backend.platform.keyring import SigningKey

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ISSUER = "XM"


class MemoryKeyRing:
    """A key ring with one key and no file."""

    def __init__(self, kid: str = "Z9") -> None:
        self._key = SigningKey(kid, ec.generate_private_key(ec.SECP256R1()))

    def current(self) -> SigningKey:
        """Return the one key."""
        return self._key

    def find_public_key(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """Return the one key's public half if it is meant."""
        return self._key.private_key.public_key() if kid == self._key.kid else None

    def jwks(self) -> dict[str, Any]:
        """Return the one key as a set."""
        jwk = json.loads(ECAlgorithm.to_jwk(self._key.private_key.public_key()))
        return {"keys": [jwk | {"kid": self._key.kid, "use": "sig", "alg": "ES256"}]}


def a_certificate(
    kind: Kind = Kind.DYNAMIC,
    *,
    life: timedelta = timedelta(seconds=60),
    audience: str | None = None,
    **claims: Any,
) -> CertificateContent:
    """Return a certificate made now, by default a dynamic one with the level alone."""
    return CertificateContent(
        new_certificate_id(), kind, NOW + life, audience, Claims(**(claims or {"level": 3}))
    )
