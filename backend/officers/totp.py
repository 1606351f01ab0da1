"""Time-based one-time codes (RFC 6238 over RFC 4226): six digits, 30 seconds, SHA-1 as every app knows it."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

_STEP_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 20  # RFC 4226 section 4: 160 bits recommended
_TOLERATED_STEPS = (0, -1, 1)


def new_secret() -> str:
    """Return a random secret in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_of(secret: str, step: int) -> str:
    """Return the code of a step (RFC 4226 section 5.3, with the step as the counter)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def step_at(moment: datetime) -> int:
    """Return the number of the step in which a moment falls."""
    return int(moment.timestamp()) // _STEP_SECONDS


def find_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step whose code this is: the present one, or one to each side for a clock that is off."""
    typed = "".join(code.split())
    present = step_at(now)
    # Each is compared in full, whichever is right.
    found = [
        present + off
        for off in _TOLERATED_STEPS
        if hmac.compare_digest(code_of(secret, present + off).encode(), typed.encode())
    ]
    return found[0] if found else None


def enrolment_uri(secret: str, username: str, issuer: str) -> str:
    """Return the otpauth:// address that an authenticator app reads, mostly as a QR code."""
    label = quote(f"{issuer}:{username}", safe=":")
    facts = {
        "secret": secret,
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": _DIGITS,
        "period": _STEP_SECONDS,
    }
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"
