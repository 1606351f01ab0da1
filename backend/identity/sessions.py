"""Use cases of signing in: from a WeChat code to tokens, to fresh tokens, to none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.identity.access_tokens import SignedInCitizen
from backend.identity.accounts import AccountBook, Channel
from backend.identity.device_kind import DeviceKind
from backend.identity.models import RefreshToken, SignIn, WeChatAccount
from backend.identity.ports import WeChatLogin, WeChatLoginPort
from backend.identity.sign_ins import LONGEST_SIGN_IN, TokenFamilies, Tokens, digest_of_refresh_token
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, Unauthenticated


class SessionService:
    """Signs citizens in and out."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        accounts: AccountBook,
        families: TokenFamilies,
        wechat: WeChatLoginPort,
    ) -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts
        self._families = families
        self._wechat = wechat

    def sign_in(self, code: str, device: DeviceKind | None = None) -> Tokens:
        """Exchange a code of `wx.login` for tokens; raises what `WeChatLoginPort.exchange_code` raises."""
        login = self._wechat.exchange_code(code)
        try:
            return self._start(login, device)
        except Conflict:
            # The first sign-in from two devices at once: the other one has opened the account by now.
            return self._start(login, device)

    def refresh(self, refresh_token: str) -> Tokens:
        """Rotate a refresh token.

        A token that was used before is in two hands: its whole family ends (RFC 9700 section 4.14.2).
        Raises `Unauthenticated`.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            tokens = self._rotate(session, digest_of_refresh_token(refresh_token), now)
        if tokens is None:
            raise Unauthenticated(
                "refresh-token-invalid",
                zh="登录已失效，请重新登录。",
                en="The sign-in is no longer valid; please sign in again.",
            )
        return tokens

    def sign_out(self, caller: SignedInCitizen) -> None:
        """End the caller's sign-in at once."""
        with self._database.transaction() as session:
            self._families.end(session, caller.sign_in_id, "signed_out", self._clock.now())

    def read_access_token(self, token: str) -> SignedInCitizen:
        """Return whom a bearer token speaks for; raises `Unauthenticated` or `Unavailable`."""
        caller = self._families.read_access_token(token, self._clock.now())
        if caller is None:
            raise Unauthenticated(
                "signed-out", zh="你已退出登录，请重新登录。", en="You have signed out; please sign in again."
            )
        return caller

    def _start(self, login: WeChatLogin, device: DeviceKind | None) -> Tokens:
        now = self._clock.now()
        with self._database.transaction() as session:
            account = self._accounts.find_or_open(session, Channel.MINI_PROGRAM, login, now)
            return self._families.start(session, account, device.code if device else None, now)

    def _rotate(self, session: Session, digest: bytes, now: datetime) -> Tokens | None:
        sign_in = session.scalars(
            select(SignIn)
            .join(RefreshToken, RefreshToken.sign_in_id == SignIn.id)
            .join(WeChatAccount, WeChatAccount.id == SignIn.account_id)
            .where(
                RefreshToken.digest == digest,
                SignIn.ended_at.is_(None),
                SignIn.started_at > now - LONGEST_SIGN_IN,
                SignIn.citizen_id == WeChatAccount.citizen_id,
            )
            # Nobody ends the family half-way: its list of ended ones must outlive the token made here.
            .with_for_update(of=SignIn)
        ).first()
        if sign_in is None:
            return None
        fresh = session.execute(
            update(RefreshToken)
            .where(
                RefreshToken.digest == digest, RefreshToken.used_at.is_(None), RefreshToken.expires_at > now
            )
            .values(used_at=now)
            .returning(RefreshToken.digest)
        ).first()
        if fresh is None:
            self._families.end(session, sign_in.id, "refresh_reused", now)
            return None
        return self._families.issue(session, SignedInCitizen(sign_in.citizen_id, sign_in.id), now)
