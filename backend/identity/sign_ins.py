"""Families of tokens: starting one, rotating its refresh token, ending it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.identity.access_tokens import ACCESS_LIFETIME, AccessTokens, SignedInCitizen
from backend.identity.models import RefreshToken, SignIn, WeChatAccount
from backend.platform.ids import new_id
from backend.platform.short_lived import short_lived_unavailable

REFRESH_LIFETIME = timedelta(days=30)
LONGEST_SIGN_IN = timedelta(days=180)
"""How long a sign-in is renewed at most, however often it is used."""


@dataclass(frozen=True)
class Tokens:
    """What a client holds after signing in."""

    access_token: str
    refresh_token: str
    expires_in_seconds: int


class TokenFamilies:
    """Issues tokens into a transaction and keeps, in Redis, the list of sign-ins that ended early."""

    def __init__(self, access_tokens: AccessTokens, short_lived: redis.Redis) -> None:
        self._access_tokens = access_tokens
        self._redis = short_lived

    def start(self, session: Session, account: WeChatAccount, device: str | None, now: datetime) -> Tokens:
        """Begin a family for `account`; `device` is the code of its kind, where it is known."""
        sign_in = SignIn(
            id=new_id("sin"),
            account_id=account.id,
            citizen_id=account.citizen_id,
            started_at=now,
            device=device,
        )
        session.add(sign_in)
        session.flush()
        return self.issue(session, SignedInCitizen(account.citizen_id, sign_in.id), now)

    def issue(self, session: Session, caller: SignedInCitizen, now: datetime) -> Tokens:
        """Issue an access token and the family's next refresh token."""
        refresh_token = secrets.token_urlsafe(32)
        session.add(
            RefreshToken(
                digest=digest_of_refresh_token(refresh_token),
                sign_in_id=caller.sign_in_id,
                expires_at=now + REFRESH_LIFETIME,
            )
        )
        access_token = self._access_tokens.sign(caller, now)
        return Tokens(access_token, refresh_token, int(ACCESS_LIFETIME.total_seconds()))

    def end(self, session: Session, sign_in_id: str, because: str, now: datetime) -> None:
        """End one family: its refresh tokens at once, its access tokens through the list in Redis.

        Raises `Unavailable` where that list cannot be written; then nothing has ended.
        """
        session.execute(
            update(SignIn)
            .where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
            .values(ended_at=now, ended_because=because)
        )
        try:
            self._redis.set(_ended_key(sign_in_id), b"1", ex=int(ACCESS_LIFETIME.total_seconds()))
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def end_all_of_citizen(
        self, session: Session, citizen_id: str, because: str, now: datetime, *, but: str | None = None
    ) -> None:
        """End every family of a citizen, `but` the one of this id."""
        open_ones: Iterable[str] = session.scalars(
            select(SignIn.id).where(SignIn.citizen_id == citizen_id, SignIn.ended_at.is_(None))
        ).all()
        for sign_in_id in open_ones:
            if sign_in_id != but:
                self.end(session, sign_in_id, because, now)

    def read_access_token(self, token: str, now: datetime) -> SignedInCitizen | None:
        """Return the caller, or None where the sign-in ended early.

        Raises `Unauthenticated` for a bad token, `Unavailable` where the list of ended ones cannot be read.
        """
        caller = self._access_tokens.read(token, now)
        try:
            ended = self._redis.exists(_ended_key(caller.sign_in_id))
        except redis.RedisError as error:
            raise short_lived_unavailable() from error
        return None if ended else caller


def digest_of_refresh_token(refresh_token: str) -> bytes:
    """Return what is stored of a refresh token."""
    return hashlib.sha256(refresh_token.encode()).digest()


def _ended_key(sign_in_id: str) -> str:
    return f"ended-sign-in:{sign_in_id}"
