"""The key ring as the rest of the service sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec

KID_LENGTH = 2
"""Characters of a kid. Each costs room in every QR code; for the handful of keys in a ring two are plenty."""


@dataclass(frozen=True)
class SigningKey:
    """The key pair that signs now, with the id under which its public half is published."""

    kid: str
    private_key: ec.EllipticCurvePrivateKey


class KeyRing(Protocol):
    """Holds the P-256 keys that sign, and those whose signatures still count."""

    def current(self) -> SigningKey:
        """Return the key to sign with."""
        ...

    def find_public_key(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """Return the published key of that id, or None if this ring has none such."""
        ...

    def jwks(self) -> dict[str, Any]:
        """Return all public keys as a JWK set (RFC 7517), the one that signs first."""
        ...

    def cose_key_set(self) -> bytes:
        """Return all public keys as a COSE_KeySet (RFC 9052, section 7), the one that signs first."""
        ...
