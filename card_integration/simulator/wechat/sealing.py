"""WeChat's signatures and message encryption (消息加解密), from its description and not from a library."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class Unsealable(Exception):
    """What WeChat cannot decrypt."""


def signature(*parts: str) -> str:
    """Return the hex SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324


def seal(aes_key: str, appid: str, message: str) -> str:
    """Return random16, length, message and appid, padded to 32 and encrypted, as base64."""
    raw = message.encode()
    plain = secrets.token_bytes(16) + struct.pack(">I", len(raw)) + raw + appid.encode()
    padding = _BLOCK - len(plain) % _BLOCK
    encryptor = _cipher(aes_key).encryptor()
    sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def unseal(aes_key: str, appid: str, sealed: str) -> str:
    """Return the message. Raises `Unsealable` for a padding, length or appid that WeChat would refuse."""
    try:
        decryptor = _cipher(aes_key).decryptor()
        plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        padding = plain[-1]
        (length,) = struct.unpack(">I", plain[16:20])
        message, tail = plain[20 : 20 + length].decode(), plain[20 + length : -padding]
    except (ValueError, IndexError, struct.error):
        raise Unsealable("not decryptable") from None
    if not 1 <= padding <= _BLOCK or tail != appid.encode():
        raise Unsealable("wrong padding or appid")
    return message


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
