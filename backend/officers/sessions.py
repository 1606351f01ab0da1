"""Sessions of officers: a random token, kept as a hash; 30 minutes without use end it, 12 hours always."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.officers.log import Entered, note
from backend.officers.models import Officer, OfficerSession, OfficerTie
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unauthenticated
from backend.platform.ids import new_id

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_PREFIX = "os_"


@dataclass(frozen=True, slots=True)
class SignedInOfficer:
    """An officer who proved both factors; `locked_subjects` are the people whose cases are closed to them."""

    id: str
    username: str
    name: str
    session_id: str
    ends_at: datetime
    must_change: bool = False
    locked_subjects: frozenset[bytes] = field(default=frozenset(), repr=False)


class OfficerSessions:
    """Starts sessions in the sign-in's transaction, admits requests by them, and ends them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def start(self, session: Session, officer: Officer, now: datetime) -> tuple[str, SignedInOfficer]:
        """Return the token, which only the caller will have, and whom it stands for."""
        token = _PREFIX + secrets.token_urlsafe(32)
        row = OfficerSession(
            id=new_id("ofs"), digest=_digest(token), officer_id=officer.id, started_at=now, seen_at=now
        )
        session.add(row)
        return token, _signed_in(session, officer, row)

    def admit(self, token: str, act: str, about: str | None) -> SignedInOfficer:
        """Return who asks, having entered in the log what for: the line is there before it is carried out.

        Raises `Unauthenticated` for a session that is over, or was never one.
        """
        if not token.startswith(_PREFIX):
            raise _over()
        now = self._clock.now()
        with self._database.transaction() as session:
            row = session.scalar(
                select(OfficerSession).where(OfficerSession.digest == _digest(token)).with_for_update()
            )
            officer = session.get(Officer, row.officer_id) if row is not None else None
            if row is None or officer is None or not _is_live(row, officer, now):
                raise _over()
            row.seen_at = now
            note(session, act, at=now, officer_id=officer.id, session_id=row.id, about=about)
            return _signed_in(session, officer, row)

    def note_refusal(self, caller: SignedInOfficer, act: str, about: str | None) -> None:
        """Enter that what an admitted officer asked for was refused."""
        with self._database.transaction() as session:
            at = self._clock.now()
            note(session, act, at=at, officer_id=caller.id, session_id=caller.session_id, about=about)

    def sign_out(self, caller: SignedInOfficer) -> None:
        """End the caller's session at once."""
        now = self._clock.now()
        with self._database.transaction() as session:
            session.execute(
                update(OfficerSession).where(OfficerSession.id == caller.session_id).values(ended_at=now)
            )
            note(session, Entered.SIGNED_OUT, at=now, officer_id=caller.id, session_id=caller.session_id)


def end_sessions(session: Session, officer_id: str, now: datetime, *, but: str | None = None) -> None:
    """End every session of an officer, `but` one."""
    ending = update(OfficerSession).where(
        OfficerSession.officer_id == officer_id, OfficerSession.ended_at.is_(None)
    )
    session.execute((ending if but is None else ending.where(OfficerSession.id != but)).values(ended_at=now))


def _is_live(row: OfficerSession, officer: Officer, now: datetime) -> bool:
    is_open = row.ended_at is None and officer.locked_at is None
    return is_open and now < row.seen_at + IDLE and now < row.started_at + LONGEST


def _signed_in(session: Session, officer: Officer, row: OfficerSession) -> SignedInOfficer:
    ties = session.scalars(select(OfficerTie.subject_index).where(OfficerTie.officer_id == officer.id))
    return SignedInOfficer(
        id=officer.id,
        username=officer.username,
        name=officer.name,
        session_id=row.id,
        ends_at=row.started_at + LONGEST,
        must_change=officer.must_change,
        locked_subjects=frozenset(ties),
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _over() -> Unauthenticated:
    return Unauthenticated(
        "officer-session-over",
        zh="登录已失效，请重新登录。",
        en="The session is over; please sign in again.",
    )
