"""Rings of field keys as they follow each other while a key is changed."""

from __future__ import annotations

import hashlib

from backend.platform.field_encryption import FieldCipher


def _key(name: str, length: int = 32) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:length]


F1 = FieldCipher({"f1": _key("f1")}, "f1")
BOTH = FieldCipher({"f1": _key("f1"), "f2": _key("f2")}, "f2")
BOTH_BEFORE = FieldCipher({"f1": _key("f1"), "f2": _key("f2")}, "f1")
F2 = FieldCipher({"f2": _key("f2")}, "f2")
F2_TO_SM4 = FieldCipher({"f2": _key("f2"), "sm4:1": _key("sm4", 16)}, "sm4:1")
SM4 = FieldCipher({"sm4:1": _key("sm4", 16)}, "sm4:1")
FOREIGN = FieldCipher({"f9": _key("f9")}, "f9")
