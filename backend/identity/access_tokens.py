"""Access tokens: short-lived JWTs that only this service reads.

HS256 under a ring of keys named by `kid` (RFC 7515 section 4.1.4), with `aud` (RFC 7519 section 4.1.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from backend.platform.errors import Unauthenticated

ACCESS_LIFETIME = timedelta(minutes=15)
_ALGORITHM = "HS256"
_AUDIENCE = "citizen-api"
_REQUIRED = ["iss", "aud", "sub", "sid", "iat", "exp"]
_SHORTEST_KEY_BYTES = 32


@dataclass(frozen=True)
class SignedInCitizen:
    """Whom an access token speaks for, and by which sign-in."""

    citizen_id: str
    sign_in_id: str


class AccessTokens:
    """Signs and reads access tokens."""

    def __init__(self, keys: Mapping[str, bytes], current: str, issuer: str) -> None:
        if current not in keys:
            raise ValueError("the current token key is not in the ring")
        if any(len(key) < _SHORTEST_KEY_BYTES for key in keys.values()):
            raise ValueError("a token key must be at least 32 bytes")
        self._keys = dict(keys)
        self._current = current
        self._issuer = issuer

    def sign(self, caller: SignedInCitizen, now: datetime) -> str:
        """Return a token for `caller` that lives 15 minutes from `now`."""
        claims = {
            "iss": self._issuer,
            "aud": _AUDIENCE,
            "sub": caller.citizen_id,
            "sid": caller.sign_in_id,
            "iat": int(now.timestamp()),
            "exp": int((now + ACCESS_LIFETIME).timestamp()),
        }
        return jwt.encode(claims, self._keys[self._current], _ALGORITHM, headers={"kid": self._current})

    def read(self, token: str, now: datetime) -> SignedInCitizen:
        """Return whom `token` speaks for; raises `Unauthenticated` unless it is ours and live."""
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            # The library would ask its own clock: the time comes from the clock port, below.
            claims = jwt.decode(
                token,
                key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                issuer=self._issuer,
                options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
            )
            is_live = int(claims["exp"]) > now.timestamp()
        except (jwt.InvalidTokenError, KeyError, TypeError, ValueError) as error:
            raise _not_signed_in() from error
        if not is_live:
            raise _not_signed_in()
        return SignedInCitizen(claims["sub"], claims["sid"])


def _not_signed_in() -> Unauthenticated:
    return Unauthenticated(
        "access-token-invalid",
        zh="登录已失效，请刷新登录或重新登录。",
        en="The sign-in is no longer valid; refresh it or sign in again.",
    )
