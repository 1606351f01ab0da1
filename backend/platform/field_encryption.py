"""Encryption of single fields at rest, and an index by which an encrypted value is found again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = 1
_NONCE_BYTES = 12
_KEY_BYTES = 32
_PAD_BYTES = 64 - _KEY_BYTES  # SHA-256 works on blocks of 64 bytes
_LONGEST_KEY_ID = 255  # its length travels in one byte


class CannotDecrypt(Exception):
    """The stored bytes were altered, moved to another row, or their key is not in the ring."""


class FieldCipher:
    """AES-256-GCM under a ring of keys; the key's id travels in the ciphertext.

    Layout: format byte, length of the key id, key id, 12-byte nonce, ciphertext with tag. The `context`
    (table, column and row) is authenticated, so that a ciphertext copied to another place is refused.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError("the current field key is not in the ring")
        if any(len(key) != _KEY_BYTES for key in keys.values()):
            raise ValueError("a field key must be 32 bytes")
        if not all(key_id.isascii() and 0 < len(key_id) <= _LONGEST_KEY_ID for key_id in keys):
            raise ValueError("the id of a field key is 1 to 255 ASCII characters")
        self._keys = dict(keys)
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current
        self._header = bytes([_FORMAT, len(current)]) + current.encode()

    def __reduce__(self) -> tuple[type[FieldCipher], tuple[dict[str, bytes], str]]:
        """Let a process of our own that encrypts beside this one have the same keys."""
        return FieldCipher, (self._keys, self._current)

    def encrypt(self, text: str, context: str) -> bytes:
        """Encrypt `text` for the place named by `context` under the current key."""
        return self.encrypt_bytes(text.encode(), context)

    def encrypt_bytes(self, content: bytes, context: str) -> bytes:
        """Encrypt the content of a file in the same way."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        place = self._header + context.encode()
        return self._header + nonce + self._ciphers[self._current].encrypt(nonce, content, place)

    def decrypt(self, stored: bytes, context: str) -> str:
        """Return the text again; raises `CannotDecrypt`."""
        try:
            return self.decrypt_bytes(stored, context).decode()
        except UnicodeDecodeError as error:
            raise CannotDecrypt("no text") from error

    def decrypt_bytes(self, stored: bytes, context: str) -> bytes:
        """Return the content of a file again; raises `CannotDecrypt`."""
        if len(stored) < 2 or stored[0] != _FORMAT:
            raise CannotDecrypt("unknown format")
        body = 2 + stored[1]
        cipher = self._ciphers.get(stored[2:body].decode("ascii", "replace"))
        if cipher is None:
            raise CannotDecrypt("unknown key")
        nonce, sealed = stored[body : body + _NONCE_BYTES], stored[body + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, stored[:body] + context.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt("altered, or not from this place") from error


class BlindIndex:
    """HMAC-SHA256 of a value, by which equal values are found without being readable."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError("the blind-index key must be 32 bytes")
        self._key = key
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + b"\x36" * _PAD_BYTES)
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + b"\x5c" * _PAD_BYTES)

    def __reduce__(self) -> tuple[type[BlindIndex], tuple[bytes]]:
        """Let a process of our own that works beside this one have the same key."""
        return BlindIndex, (self._key,)

    def of(self, kind: str, value: str) -> bytes:
        """Return the 32-byte index of `value`; different kinds of value never share one."""
        # From the two states that every index begins with (RFC 2104, section 4): imports make millions.
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{kind}\0{value}".encode())
        outer.update(inner.digest())
        return outer.digest()
