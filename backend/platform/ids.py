"""Ids that cannot be counted or guessed."""

from __future__ import annotations

import secrets

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 22  # 62**22 > 2**128


def new_id(prefix: str) -> str:
    """Return a fresh random id such as `cit_…` with at least 128 bits of chance."""
    return f"{prefix}_" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
