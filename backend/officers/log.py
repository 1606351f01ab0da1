"""The log of officers: every sign-in, also a refused one, and every request before it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.sealed_log import SealedLog
from backend.officers.models import Officer, OfficerLogEntry
from backend.platform.database import Database

_MOST = 500
OFFICERS_LOG = SealedLog("officer", OfficerLogEntry, ("at",))


class Entered(StrEnum):
    """What is entered besides requests at the desk, which are entered by their method and address."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "sign-in refused"
    SIGNED_OUT = "signed out"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  a word of the log
    PASSWORD_REFUSED = "password refused"  # noqa: S105
    ADDED = "added"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    RESET = "password and code renewed"
    REENROLLED = "code renewed"
    TIED = "ties declared"


class Refusal(StrEnum):
    """Why a sign-in was refused; the person is told only of a lock, and only with both factors right."""

    UNKNOWN = "unknown name"
    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    CODE_USED = "code used before"
    LOCKED = "locked"


@dataclass(frozen=True)
class LoggedAct:
    """A line of the log with the officer's username, None for a name that nobody has."""

    at: datetime
    username: str | None
    session_id: str | None
    act: str
    about: str | None


def note(
    session: Session,
    act: str,
    *,
    at: datetime,
    officer_id: str | None,
    session_id: str | None = None,
    about: str | None = None,
) -> None:
    """Enter a line in the caller's transaction."""
    session.add(OfficerLogEntry(at=at, officer_id=officer_id, session_id=session_id, act=act, about=about))


def count_refused_since_sign_in(session: Session, officer_id: str) -> int:
    """Return how many sign-ins were refused since the last one that succeeded."""
    last = (
        select(func.coalesce(func.max(OfficerLogEntry.number), 0))
        .where(OfficerLogEntry.officer_id == officer_id, OfficerLogEntry.act == Entered.SIGNED_IN)
        .scalar_subquery()
    )
    refused = select(func.count()).where(
        OfficerLogEntry.officer_id == officer_id,
        OfficerLogEntry.act == Entered.SIGN_IN_REFUSED,
        OfficerLogEntry.number > last,
    )
    return session.scalar(refused) or 0


class OfficersLog:
    """Shows the log to whoever runs the service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_newest(self, username: str | None = None, limit: int = 100) -> Sequence[LoggedAct]:
        """List the newest lines first, at most 500; of one officer, or of all."""
        query = select(OfficerLogEntry, Officer.username).outerjoin(
            Officer, Officer.id == OfficerLogEntry.officer_id
        )
        if username is not None:
            query = query.where(Officer.username == username)
        query = query.order_by(OfficerLogEntry.number.desc()).limit(min(limit, _MOST))
        with self._database.reading() as session:
            return [
                LoggedAct(row.at, whose, row.session_id, row.act, row.about)
                for row, whose in session.execute(query).all()
            ]
