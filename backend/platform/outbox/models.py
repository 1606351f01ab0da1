"""The table of messages that wait for delivery."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class MessageState(StrEnum):
    """Where a message stands; `dead` waits for a person."""

    READY = "ready"
    DONE = "done"
    DEAD = "dead"


class OutboxMessage(Base):
    """One thing to do outside, due at `ready_at`, leased by `leased_by` until `leased_until`.

    Messages of one `stream` are delivered in the order of `sequence`, one at a time.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "ready_at"),
        Index("ix_outbox_message_stream", "stream", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    stream: Mapped[str] = mapped_column(String(128))
    topic: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default=MessageState.READY)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    ready_at: Mapped[datetime] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_trouble: Mapped[str | None] = mapped_column(String(200))
