"""Use cases of an officer's own account: signing in with both factors, and changing the password."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.officers.log import Entered, Refusal, count_refused_since_sign_in, note
from backend.officers.models import Officer
from backend.officers.passwords import Passwords, require_good
from backend.officers.sessions import OfficerSessions, SignedInOfficer, end_sessions
from backend.officers.totp import find_step
from backend.platform.attempts import Attempts
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Refused, TooMany, Unauthenticated
from backend.platform.field_encryption import FieldCipher


@dataclass(frozen=True)
class OfficerSignIn:
    """A sign-in that succeeded; `refused_before` counts the failed ones since the last that did."""

    token: str
    officer: SignedInOfficer
    refused_before: int


class SigningIn:
    """Lets officers in.

    Ten failures an hour for a name, wherever they come from, close it for the rest of the hour. A name that
    nobody has is answered alike, after the same time.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: FieldCipher,
        attempts: Attempts,
        passwords: Passwords,
        sessions: OfficerSessions,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._attempts = attempts
        self._passwords = passwords
        self._sessions = sessions

    def sign_in(self, username: str, password: str, code: str) -> OfficerSignIn:
        """Return a session for both factors; a code works once.

        Raises `Unauthenticated` without saying which of the three was wrong, `Refused` with `officer-locked`
        where all were right, and `TooMany` while the name is closed.
        """
        name = username.strip().lower()
        self._spend(sign_in_attempts(name))
        with self._database.reading() as session:
            known = session.scalar(select(Officer).where(Officer.username == name))
        # Hashing takes long on purpose: outside the transaction, which a writer of SQLite holds alone.
        is_right = self._passwords.is_right(known.password_hash if known else None, password)
        now = self._clock.now()
        with self._database.transaction() as session:
            entered = self._enter(session, known, password if is_right else None, code, now)
        if isinstance(entered, OfficerSignIn):
            self._attempts.forget(sign_in_attempts(name))
            return entered
        raise _locked() if entered is Refusal.LOCKED else _wrong()

    def change_password(self, caller: SignedInOfficer, current: str, wanted: str) -> None:
        """Change the caller's password and end their other sessions.

        Raises `Invalid` for a weak one, `Refused` for a wrong current one, `TooMany` after ten of either.
        """
        counted = f"officer-password:{caller.id}"
        self._spend(counted)
        require_good(wanted, caller.username)
        with self._database.reading() as session:
            password_hash = session.get_one(Officer, caller.id).password_hash
        is_right = self._passwords.is_right(password_hash, current)
        made, now = self._passwords.hash(wanted), self._clock.now()
        with self._database.transaction() as session:
            officer = session.get_one(Officer, caller.id, with_for_update=True)
            is_right = is_right and officer.password_hash == password_hash
            if is_right:
                officer.password_hash, officer.must_change = made, False
                end_sessions(session, officer.id, now, but=caller.session_id)
            act = Entered.PASSWORD_CHANGED if is_right else Entered.PASSWORD_REFUSED
            note(session, act, at=now, officer_id=officer.id, session_id=caller.session_id)
        if not is_right:
            raise Refused("password-wrong", zh="当前密码不正确。", en="The current password is not right.")
        self._attempts.forget(counted)

    def _enter(
        self, session: Session, known: Officer | None, password: str | None, code: str, now: datetime
    ) -> OfficerSignIn | Refusal:
        """Start a session, or enter why not; `password` is the right one, or None."""
        if known is None:
            note(session, Entered.SIGN_IN_REFUSED, at=now, officer_id=None, about=Refusal.UNKNOWN)
            return Refusal.UNKNOWN
        officer = session.get_one(Officer, known.id, with_for_update=True)
        step = find_step(self._cipher.decrypt(officer.totp_encrypted, totp_context(officer.id)), code, now)
        if password is None or officer.password_hash != known.password_hash:
            return _refuse(session, officer, Refusal.PASSWORD, now)
        if step is None:
            return _refuse(session, officer, Refusal.CODE, now)
        if step <= officer.totp_step:
            return _refuse(session, officer, Refusal.CODE_USED, now)
        officer.totp_step = step
        if officer.locked_at is not None:
            return _refuse(session, officer, Refusal.LOCKED, now)
        if self._passwords.is_outdated(officer.password_hash):
            officer.password_hash = self._passwords.hash(password)
        refused_before = count_refused_since_sign_in(session, officer.id)
        token, signed_in = self._sessions.start(session, officer, now)
        note(session, Entered.SIGNED_IN, at=now, officer_id=officer.id, session_id=signed_in.session_id)
        return OfficerSignIn(token, signed_in, refused_before)

    def _spend(self, counted: str) -> None:
        try:
            self._attempts.spend(counted)
        except TooMany as error:
            minutes = -(-(error.retry_after_seconds or 60) // 60)
            raise TooMany(
                "officer-name-closed",
                zh=f"一小时内失败次数过多，这个用户名暂停登录 {minutes} 分钟；到时自动恢复。"
                "如非本人操作，请告知管理员。",
                en=f"Too many failures within an hour: this name is closed for {minutes} minutes and opens "
                "by itself. If it was not you, tell the administrator.",
                retry_after_seconds=error.retry_after_seconds,
            ) from error


def sign_in_attempts(username: str) -> str:
    """Return what attempts at a username are counted under; not the name itself, it may be a password."""
    return f"officer-sign-in:{hashlib.sha256(username.encode()).hexdigest()[:32]}"


def totp_context(officer_id: str) -> str:
    """Return the place for which an officer's TOTP secret is encrypted."""
    return f"officer.totp/{officer_id}"


def _refuse(session: Session, officer: Officer, why: Refusal, now: datetime) -> Refusal:
    note(session, Entered.SIGN_IN_REFUSED, at=now, officer_id=officer.id, about=why)
    return why


def _wrong() -> Unauthenticated:
    return Unauthenticated(
        "officer-sign-in-wrong",
        zh="用户名、密码或动态码不正确；每个动态码只能用一次，请等下一个再试。",
        en="Username, password or code is not right; a code works once, so wait for the next one.",
    )


def _locked() -> Refused:
    return Refused(
        "officer-locked",
        zh="这个账号已被管理员停用，请联系管理员。",
        en="This account was locked by the administrator; please ask there.",
    )
