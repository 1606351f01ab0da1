"""Tables of officers, of people whose cases are closed to them, of their sign-ins, and of what they did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class Officer(Base):
    """An officer 经办人.

    `password_hash` is Argon2id's own text. `totp_step` is the step of the last code that was taken: none up
    to it works again. `must_change` says that somebody else knows the password, who made it for the officer.
    """

    __tablename__ = "officer"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    username: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(50))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    totp_step: Mapped[int] = mapped_column(default=0)
    must_change: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)
    locked_at: Mapped[datetime | None] = mapped_column(Moment)


class OfficerTie(Base):
    """A person whose cases are closed to an officer: the officer, or a declared relative (回避).

    Only the blind index of the ID number is stored, never the number, and not which of them it is.
    """

    __tablename__ = "officer_tie"

    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class OfficerSession(Base):
    """A sign-in of an officer, by the SHA-256 of its token."""

    __tablename__ = "officer_session"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    officer_id: Mapped[str] = mapped_column(ForeignKey("officer.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class OfficerLogEntry(Base):
    """What an officer did or tried; rows are only ever added: triggers of the database refuse the rest.

    `officer_id` is None where nobody of the name that was typed exists: what was typed may be a password.
    `about` is the number of a case, or a word on how a sign-in failed.
    """

    __tablename__ = "officer_log"
    __table_args__ = (Index("ix_officer_log_officer", "officer_id", "number"),)

    number: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    officer_id: Mapped[str | None] = mapped_column(String(40))
    session_id: Mapped[str | None] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(80))
    about: Mapped[str | None] = mapped_column(String(40))
