"""Secrets that are shown once, when they are made: API keys and the codes of invitations.

Only their SHA-256 is stored. They are drawn at random with more than 128 bits, so a slow hash would add
nothing: there are no likely ones to try.
"""

from __future__ import annotations

import hashlib
import secrets

_BYTES_OF_KEY = 32
_BYTES_OF_CODE = 24


def new_api_key() -> str:
    """Return a fresh API key of 256 bits."""
    return f"mk_{secrets.token_urlsafe(_BYTES_OF_KEY)}"


def new_code() -> str:
    """Return a fresh code of an invitation, of 192 bits; short, as it is drawn as a QR code."""
    return secrets.token_urlsafe(_BYTES_OF_CODE)


def digest_of_secret(secret: str) -> bytes:
    """Return what is stored in the place of a secret."""
    return hashlib.sha256(secret.encode()).digest()
