"""The access log's table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment


class AccessEntry(Base):
    """One look at, or act upon, a person's data: who, when, what, for which purpose.

    `disclosed` names what was shown, never its value; `outcome` is a word of the action's own closed list;
    `reported_at` is there if we came to know of it only later.
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
