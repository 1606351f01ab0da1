"""Use cases of whoever runs the service: adding officers, locking them, renewing passwords and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.identity.id_number import parse_id_number
from backend.officers.log import Entered, note
from backend.officers.models import Officer, OfficerTie
from backend.officers.passwords import Passwords, new_password
from backend.officers.sessions import end_sessions
from backend.officers.signing_in import sign_in_attempts, totp_context
from backend.officers.totp import enrolment_uri, new_secret
from backend.platform.attempts import Attempts
from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import Conflict, Invalid, NotFound
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.ids import new_id

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}", re.ASCII)
_LONGEST_NAME = 50


@dataclass(frozen=True)
class Enrolment:
    """What an officer needs to sign in, shown this once; `password` is None where the old one stays."""

    username: str
    password: str | None = field(repr=False)
    totp_secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True)
class OfficerLine:
    """An officer as a list shows them."""

    username: str
    name: str
    added_at: datetime
    locked_at: datetime | None
    must_change: bool
    ties: int


class OfficerAdministration:
    """Keeps the officers' accounts; `issuer` is what an authenticator app shows beside the code."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: FieldCipher,
        blind_index: BlindIndex,
        attempts: Attempts,
        passwords: Passwords,
        issuer: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._blind_index = blind_index
        self._attempts = attempts
        self._passwords = passwords
        self._issuer = issuer

    def add(
        self, username: str, name: str, id_numbers: Iterable[str], *, must_change: bool = True
    ) -> Enrolment:
        """Add an officer with a fresh password and code.

        `id_numbers` are the officer's own and those of the relatives they declared. Raises `Invalid` for a
        malformed name or number, `Conflict` for a username that is taken.
        """
        _require_names(username, name)
        now, officer_id = self._clock.now(), new_id("off")
        indexes = self._indexes(id_numbers)
        enrolment = self._make_enrolment(username)
        officer = Officer(
            id=officer_id,
            username=username,
            name=name.strip(),
            password_hash=self._passwords.hash(enrolment.password or ""),
            totp_encrypted=self._cipher.encrypt(enrolment.totp_secret, totp_context(officer_id)),
            totp_step=0,
            must_change=must_change,
            added_at=now,
        )
        with self._database.transaction() as session:
            if session.scalar(select(Officer.id).where(Officer.username == username)):
                raise Conflict(
                    "officer-exists", zh="已有这个用户名。", en="An officer of this username exists."
                )
            session.add(officer)
            session.flush()
            session.add_all(OfficerTie(officer_id=officer_id, subject_index=index) for index in indexes)
            note(session, Entered.ADDED, at=now, officer_id=officer_id)
        return enrolment

    def list_all(self) -> Sequence[OfficerLine]:
        """List every officer, in the order in which they were added."""
        ties = (
            select(func.count())
            .where(OfficerTie.officer_id == Officer.id)
            .correlate(Officer)
            .scalar_subquery()
        )
        with self._database.reading() as session:
            rows = session.execute(select(Officer, ties).order_by(Officer.added_at, Officer.id)).all()
            return [
                OfficerLine(one.username, one.name, one.added_at, one.locked_at, one.must_change, count)
                for one, count in rows
            ]

    def read_names(self, officer_ids: Iterable[str | None]) -> dict[str, str]:
        """Return the names of those of these who are officers, by id."""
        with self._database.reading() as session:
            wanted = [one for one in officer_ids if one]
            found = session.execute(select(Officer.id, Officer.name).where(Officer.id.in_(wanted)))
            return {officer_id: name for officer_id, name in found.all()}

    def declare(self, username: str, id_numbers: Iterable[str]) -> int:
        """Close the cases of further people to an officer; return how many there are now."""
        indexes, now = self._indexes(id_numbers), self._clock.now()
        with self._database.transaction() as session:
            officer = _hold(session, username)
            ties = select(OfficerTie.subject_index).where(OfficerTie.officer_id == officer.id)
            present = {*session.scalars(ties)}
            fresh = indexes - present
            session.add_all(OfficerTie(officer_id=officer.id, subject_index=index) for index in fresh)
            note(session, Entered.TIED, at=now, officer_id=officer.id)
            return len(present | fresh)

    def lock(self, username: str) -> None:
        """Let the officer in no more, and end every session at once; again changes nothing."""
        now = self._clock.now()
        with self._database.transaction() as session:
            officer = _hold(session, username)
            officer.locked_at = officer.locked_at or now
            end_sessions(session, officer.id, now)
            note(session, Entered.LOCKED, at=now, officer_id=officer.id)

    def unlock(self, username: str) -> None:
        """Let the officer in again, also where too many failures had closed the name."""
        with self._database.transaction() as session:
            officer = _hold(session, username)
            officer.locked_at = None
            note(session, Entered.UNLOCKED, at=self._clock.now(), officer_id=officer.id)
        self._attempts.forget(sign_in_attempts(username))

    def reset(self, username: str) -> Enrolment:
        """Make a fresh password, to be changed at the first sign-in, and a fresh code."""
        return self._renew(username, Entered.RESET)

    def reenrol(self, username: str) -> Enrolment:
        """Make a fresh code alone, as for a new phone."""
        return self._renew(username, Entered.REENROLLED)

    def _renew(self, username: str, act: Entered) -> Enrolment:
        made = self._make_enrolment(username, with_password=act is Entered.RESET)
        password_hash = self._passwords.hash(made.password) if made.password else None
        now = self._clock.now()
        with self._database.transaction() as session:
            officer = _hold(session, username)
            officer.totp_encrypted = self._cipher.encrypt(made.totp_secret, totp_context(officer.id))
            officer.totp_step = 0
            if password_hash is not None:
                officer.password_hash, officer.must_change = password_hash, True
            end_sessions(session, officer.id, now)
            note(session, act, at=now, officer_id=officer.id)
        self._attempts.forget(sign_in_attempts(username))
        return made

    def _make_enrolment(self, username: str, *, with_password: bool = True) -> Enrolment:
        secret = new_secret()
        uri = enrolment_uri(secret, username, self._issuer)
        return Enrolment(username, new_password() if with_password else None, secret, uri)

    def _indexes(self, id_numbers: Iterable[str]) -> set[bytes]:
        today = city_date(self._clock.now())
        numbers = [parse_id_number(one, today).text for one in id_numbers]
        return {self._blind_index.of("id_number", one) for one in numbers}


def _require_names(username: str, name: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise Invalid(
            "username-malformed",
            zh="用户名为 3 到 32 个小写字母、数字、点、横线或下划线，以字母开头。",
            en="A username has 3 to 32 small letters, digits, dots, hyphens or underscores, a letter first.",
        )
    if not 1 <= len(name.strip()) <= _LONGEST_NAME:
        raise Invalid(
            "officer-name-length",
            zh=f"姓名应为 1 到 {_LONGEST_NAME} 个字：当事人会在查询记录里看到。",
            en=f"A name has 1 to {_LONGEST_NAME} characters; people read it in their access log.",
        )


def _hold(session: Session, username: str) -> Officer:
    officer = session.scalar(select(Officer).where(Officer.username == username).with_for_update())
    if officer is None:
        raise NotFound(
            "officer-not-found",
            zh="没有这个用户名，可用 officers list 查看。",
            en="There is no such username; see officers list.",
        )
    return officer
