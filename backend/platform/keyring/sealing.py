"""Private keys at rest: AES-256-GCM under a wrapping key that is kept elsewhere."""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

_WRAPPING_KEY_BYTES = 32
_NONCE_BYTES = 12


class KeySeal:
    """Seals a private key as base64 of a nonce and the ciphertext of its PKCS #8 form, bound to its kid."""

    def __init__(self, wrapping_key: bytes) -> None:
        if len(wrapping_key) != _WRAPPING_KEY_BYTES:
            raise ValueError(f"The wrapping key of the key ring has {_WRAPPING_KEY_BYTES} bytes.")
        self._wrapping = AESGCM(wrapping_key)

    def seal(self, kid: str, private_key: ec.EllipticCurvePrivateKey) -> str:
        """Return the key sealed."""
        der = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._wrapping.encrypt(nonce, der, kid.encode())).decode()

    def unseal(self, kid: str, sealed: str) -> ec.EllipticCurvePrivateKey:
        """Return the key again; raises InvalidTag if it was sealed otherwise, ValueError for no such text."""
        data = base64.b64decode(sealed, validate=True)
        der = self._wrapping.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], kid.encode())
        private_key = load_der_private_key(der, password=None)
        if not isinstance(private_key, ec.EllipticCurvePrivateKey):
            raise ValueError("not an elliptic-curve key")
        return private_key
