"""Ids that cannot be counted or guessed."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_LENGTH = 22
_HOW_MANY = len(_ALPHABET) ** _LENGTH  # more than 2**128


def new_id(prefix: str) -> str:
    """Return a fresh random id such as `cit_…` with at least 128 bits of chance."""
    # One draw for the whole id: a draw for each character costs eight times as much.
    number = secrets.randbelow(_HOW_MANY)
    characters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[place])
    return f"{prefix}_{''.join(characters)}"


def derived_id(prefix: str, index: bytes) -> str:
    """Return the id, such as `rec_…`, of what a secret index of at least 16 bytes stands for."""
    return f"{prefix}_{urlsafe_b64encode(index[:16])[:_LENGTH].decode()}"
