"""The tables of the access log, of the chain of seals over every audit log, and of lawful erasures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class AccessEntry(Base):
    """One look at, or act upon, a person's data: who, when, what, for which purpose.

    `disclosed` names what was shown, never its value; `outcome` is a word of the action's own closed list;
    `reported_at` is there if we came to know of it only later. Rows are only ever added: triggers of the
    database refuse the rest, but for the deletion of one whose leaf says that it is being erased.
    """

    __tablename__ = "access_entry"
    __table_args__ = (
        Index("ix_access_entry_citizen", "citizen_id", "occurred_at"),
        Index("ix_access_entry_actor", "actor_id", "occurred_at"),
        # Entries come in the order of their time, so a few bytes for each block find the old ones.
        Index("ix_access_entry_age", "occurred_at", postgresql_using="brin"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    citizen_id: Mapped[str] = mapped_column(String(40))
    occurred_at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[str | None] = mapped_column(String(64))
    disclosed: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[str | None] = mapped_column(String(24))
    reported_at: Mapped[datetime | None] = mapped_column(Moment)


# Scans hold no such time, so this index costs them nothing; it finds the few that were reported later.
Index(
    "ix_access_entry_reported",
    AccessEntry.reported_at,
    postgresql_where=AccessEntry.reported_at.is_not(None),
    sqlite_where=AccessEntry.reported_at.is_not(None),
)


class Seal(Base):
    """A link of the chain: it fixes `count` entries by their `root`, and every seal before by `previous`.

    Whatever was entered before `whole_before` is under this seal or an earlier one; None where nobody looked
    back so far. Rows are only ever added.
    """

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    whole_before: Mapped[datetime | None] = mapped_column(Moment)
    count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Leaf(Base):
    """What a seal says of one entry: in which log it is, its key there, and its keyed digest.

    When the entry is erased as the law wants, `erased_in` names the erasure and `ref` goes: the random id in
    it was what made the digest impossible to guess.
    """

    __tablename__ = "audit_leaf"
    __table_args__ = (Index("ix_audit_leaf_ref", "log", "ref", unique=True),)

    seal: Mapped[int] = mapped_column(ForeignKey("audit_seal.number"), primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log: Mapped[str] = mapped_column(String(16))
    ref: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    erased_in: Mapped[int | None] = mapped_column(Counter, ForeignKey("audit_erasure.number"))


class Erasure(Base):
    """That `count` sealed entries of a log were erased at once, why, and the root of their digests.

    `about` is the deletion of an account, or the day before which everything was past its years. Erasures are
    an audit log themselves: they are sealed, and only ever added.
    """

    __tablename__ = "audit_erasure"

    number: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    log: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(24))
    about: Mapped[str] = mapped_column(String(40))
    count: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
