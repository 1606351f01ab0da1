"""Encryption of single fields at rest, and an index by which an encrypted value is found again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.platform.sm4_gcm import SM4_KEY_BYTES, Sm4Gcm

FORMAT = 1
LONGEST_KEY_ID = 32
SM4_PREFIX = "sm4:"
"""How the id of a key begins that is used with SM4 and not with AES."""

_NONCE_BYTES = 12
_KEY_BYTES = 32
_PAD_BYTES = 64 - _KEY_BYTES  # SHA-256 works on blocks of 64 bytes


class CannotDecrypt(Exception):
    """The stored bytes were altered, moved to another row, or their key is not in the ring."""


class UnknownKey(CannotDecrypt):
    """The stored bytes name a key that is not in the ring."""


class FieldCipher:
    """AES-256-GCM under a ring of keys, or SM4-GCM where a key's id begins with `sm4:`.

    Layout: format byte, length of the key id, key id, 12-byte nonce, ciphertext with tag. The `context`
    (table, column and row) is authenticated, so that a ciphertext copied to another place is refused. So is
    the id, and with it the algorithm.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys:
            raise ValueError("the current field key is not in the ring")
        if not all(key_id.isascii() and 0 < len(key_id) <= LONGEST_KEY_ID for key_id in keys):
            raise ValueError(f"the id of a field key is 1 to {LONGEST_KEY_ID} ASCII characters")
        self._keys = dict(keys)
        self._ciphers = {key_id: _cipher_of(key_id, key) for key_id, key in keys.items()}
        self._current = current
        self._header = header_of(current)

    def __reduce__(self) -> tuple[type[FieldCipher], tuple[dict[str, bytes], str]]:
        """Let a process of our own that encrypts beside this one have the same keys."""
        return FieldCipher, (self._keys, self._current)

    @property
    def current(self) -> str:
        """Return the id of the key that encrypts."""
        return self._current

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Return the id of every key in the ring."""
        return tuple(self._keys)

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
        if len(stored) < 2 or stored[0] != FORMAT:
            raise CannotDecrypt("unknown format")
        body = 2 + stored[1]
        cipher = self._ciphers.get(stored[2:body].decode("ascii", "replace"))
        if cipher is None:
            raise UnknownKey("unknown key")
        nonce, sealed = stored[body : body + _NONCE_BYTES], stored[body + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, sealed, stored[:body] + context.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotDecrypt("altered, or not from this place") from error


def header_of(key_id: str) -> bytes:
    """Return how everything begins that is encrypted under this key."""
    return bytes([FORMAT, len(key_id)]) + key_id.encode()


def find_key_id(start: bytes) -> str | None:
    """Return the id of the key that the first bytes of a ciphertext name; None where they name none."""
    if len(start) < 2 or start[0] != FORMAT or not 0 < start[1] <= LONGEST_KEY_ID:
        return None
    key_id = start[2 : 2 + start[1]]
    return key_id.decode() if len(key_id) == start[1] and key_id.isascii() else None


def _cipher_of(key_id: str, key: bytes) -> AESGCM | Sm4Gcm:
    is_sm4 = key_id.startswith(SM4_PREFIX)
    if len(key) != (SM4_KEY_BYTES if is_sm4 else _KEY_BYTES):
        raise ValueError(f"a field key must be {_KEY_BYTES} bytes, one of SM4 {SM4_KEY_BYTES} bytes")
    return Sm4Gcm(key) if is_sm4 else AESGCM(key)


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
