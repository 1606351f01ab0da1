"""A key for each case: what its steps say stays as it was sealed, and the field keys can still change."""

from __future__ import annotations

import secrets

from backend.platform.field_encryption import SM4_PREFIX, FieldCipher
from backend.platform.sm4_gcm import SM4_KEY_BYTES
from backend.redress.models import Case

_AES_KEY_BYTES = 32
_ID = "case"


def key_context(case_id: str) -> str:
    """Return the place for which the key of a case is encrypted."""
    return f"redress_case.key/{case_id}"


def cipher_that_seals(cipher: FieldCipher, case: Case) -> FieldCipher:
    """Return what seals a step of a case that the caller holds; its first step with words makes the key.

    The key is of the algorithm of the field key by which it is encrypted; raises `CannotDecrypt`.
    """
    if case.key_encrypted is None:
        is_sm4 = cipher.current.startswith(SM4_PREFIX)
        key = secrets.token_bytes(SM4_KEY_BYTES if is_sm4 else _AES_KEY_BYTES)
        case.key_encrypted = cipher.encrypt_bytes(key, key_context(case.id))
    return cipher_that_opens(cipher, case.id, case.key_encrypted)


def cipher_that_opens(cipher: FieldCipher, case_id: str, key_encrypted: bytes | None) -> FieldCipher:
    """Return what opens the steps of a case; raises `CannotDecrypt`.

    The cipher of the fields where there is no key, and so nothing to open.
    """
    if key_encrypted is None:
        return cipher
    key = cipher.decrypt_bytes(key_encrypted, key_context(case_id))
    key_id = SM4_PREFIX + _ID if len(key) == SM4_KEY_BYTES else _ID
    return FieldCipher({key_id: key}, key_id)
