"""What the tests of the certificate share: a ring in memory, a moment, a certificate."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from backend.certificates.format.content import (
    CertificateContent,
    Claims,
    Kind,
    StatusEntry,
    new_certificate_id,
)
from backend.platform.keyring.port import SigningKey
from backend.platform.keyring.public_keys import cose_key_set_of

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ISSUER = "XM"
NONCE = bytes(range(8))
STATUS = StatusEntry(184, 700_000)


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

    def cose_key_set(self) -> bytes:
        """Return the one key as a COSE_KeySet."""
        return cose_key_set_of({self._key.kid: self._key.private_key.public_key()})


def a_certificate(
    kind: Kind = Kind.DYNAMIC,
    *,
    life: timedelta = timedelta(seconds=60),
    audience: str | None = None,
    **claims: Any,
) -> CertificateContent:
    """Return a certificate made now, by default a dynamic one with the level alone."""
    return CertificateContent(
        new_certificate_id(),
        kind,
        NOW + life,
        "mer_1" if kind is Kind.ADDRESSED and audience is None else audience,
        Claims(**(claims or {"level": 3})),
        nonce=NONCE if kind is Kind.ADDRESSED else None,
        status=STATUS if kind is Kind.PRINTED else None,
    )
