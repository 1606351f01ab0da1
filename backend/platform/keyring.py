"""The signing keys of the service: ES256 key pairs behind a port, here kept encrypted in a file.

The file is `{"keys": [{"kid", "state", "private_key"}]}`. `state` is `current` (signs), `next` (published
before it signs) or `retired` (published until its last certificate ends). `private_key` is base64 of a nonce
of 12 bytes and the AES-256-GCM ciphertext of the PKCS #8 key, with the kid as associated data.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm

KID_LENGTH = 2
"""Characters of a kid. Each costs room in every QR code; for the handful of keys in a ring two are plenty."""

_WRAPPING_KEY_BYTES = 32
_NONCE_BYTES = 12


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
        """Return all public keys as a JWK set (RFC 7517)."""
        ...


class KeyRingUnreadable(Exception):
    """The key file cannot be used with the wrapping key that was handed in; the message says what helps."""


class FileKeyRing:
    """A key ring in one file of mode 0600, made with a first key where there is none."""

    def __init__(self, path: Path, wrapping_key: bytes) -> None:
        """Read the ring, or create it; several processes that start at once end with the same key.

        `wrapping_key` has 32 bytes. Raises KeyRingUnreadable for another wrapping key or a damaged file.
        """
        if len(wrapping_key) != _WRAPPING_KEY_BYTES:
            raise ValueError(f"The wrapping key of the key ring has {_WRAPPING_KEY_BYTES} bytes.")
        if not path.exists():
            _create(path, AESGCM(wrapping_key))
        entries = _read(path, AESGCM(wrapping_key))
        self._public_keys = {key.kid: key.private_key.public_key() for _, key in entries}
        signing = [key for state, key in entries if state == "current"]
        if len(signing) != 1:
            raise KeyRingUnreadable(f"{path} holds {len(signing)} current keys; exactly one must be.")
        self._current = signing[0]

    def current(self) -> SigningKey:
        """Return the key to sign with."""
        return self._current

    def find_public_key(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """Return the published key of that id, or None if this ring has none such."""
        return self._public_keys.get(kid)

    def jwks(self) -> dict[str, Any]:
        """Return all public keys as a JWK set (RFC 7517)."""
        return {
            "keys": [
                _public_jwk(key) | {"kid": kid, "use": "sig", "alg": "ES256"}
                for kid, key in self._public_keys.items()
            ]
        }


def _create(path: Path, wrapping: AESGCM) -> None:
    private_key = ec.generate_private_key(ec.SECP256R1())
    kid = _kid_of(private_key.public_key())
    der = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = base64.b64encode(nonce + wrapping.encrypt(nonce, der, kid.encode())).decode()
    _publish_once(path, json.dumps({"keys": [{"kid": kid, "state": "current", "private_key": sealed}]}))


def _publish_once(path: Path, text: str) -> None:
    """Put a whole file at `path` in one step, unless another process was first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return


def _read(path: Path, wrapping: AESGCM) -> list[tuple[str, SigningKey]]:
    """Return the keys with their states."""
    try:
        entries = json.loads(path.read_text())["keys"]
        return [(entry["state"], _unsealed(entry, wrapping)) for entry in entries]
    except InvalidTag as error:
        raise KeyRingUnreadable(
            f"The signing keys in {path} were sealed with another wrapping key, or were changed. Set the "
            "wrapping key that they were made with; with new keys no certificate signed so far is valid."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise KeyRingUnreadable(f"{path} is no key ring, or is damaged: restore it from a backup.") from error


def _unsealed(entry: dict[str, str], wrapping: AESGCM) -> SigningKey:
    sealed = base64.b64decode(entry["private_key"], validate=True)
    der = wrapping.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], entry["kid"].encode())
    private_key = load_der_private_key(der, password=None)
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise TypeError("not an elliptic-curve key")
    return SigningKey(entry["kid"], private_key)


def _public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, Any]:
    """Return the members that RFC 7638 hashes: crv, kty, x, y."""
    return dict(sorted(ECAlgorithm.to_jwk(key, as_dict=True).items()))


def _kid_of(key: ec.EllipticCurvePublicKey) -> str:
    """Return the start of the key's thumbprint (RFC 7638), in base64url."""
    canonical = json.dumps(_public_jwk(key), separators=(",", ":"))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest())
    return thumbprint[:KID_LENGTH].decode()
