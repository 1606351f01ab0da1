"""The tables of messages that wait for delivery, of destinations that fail, and of slots that have come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, literal, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Counter, Moment


class MessageState(StrEnum):
    """Where a message stands; `dead` waits for a person."""

    READY = "ready"
    DONE = "done"
    DEAD = "dead"


# Written into the statement: an index of ready messages only is of no use to a parameter.
READY = literal(MessageState.READY.value, literal_execute=True)
_ONLY_READY = text("state = 'ready'")
# A query of settled messages must say something of `settled_at`, or it reads the whole table.
_ONLY_SETTLED = text("settled_at IS NOT NULL")


class OutboxMessage(Base):
    """One thing to do outside, due at `ready_at`, leased by `leased_by` until `leased_until`.

    Messages of one `stream` are delivered in the order of `sequence`, one at a time. `faults` counts the
    attempts at which our own code broke; `settled_at` is when the message was done or put aside.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_due",
            "destination",
            "ready_at",
            "sequence",
            postgresql_where=_ONLY_READY,
            sqlite_where=_ONLY_READY,
        ),
        Index(
            "ix_outbox_message_stream",
            "stream",
            "sequence",
            postgresql_where=_ONLY_READY,
            sqlite_where=_ONLY_READY,
        ),
        Index(
            "ix_outbox_message_settled",
            "state",
            "settled_at",
            postgresql_where=_ONLY_SETTLED,
            sqlite_where=_ONLY_SETTLED,
        ),
    )

    sequence: Mapped[int] = mapped_column(Counter, primary_key=True)
    key: Mapped[str] = mapped_column(String(128), unique=True)
    stream: Mapped[str] = mapped_column(String(128))
    destination: Mapped[str] = mapped_column(String(128), default="", server_default="")
    topic: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default=MessageState.READY)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    faults: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(Moment)
    ready_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_trouble: Mapped[str | None] = mapped_column(String(200))
    redriven_by: Mapped[str | None] = mapped_column(String(64))
    redriven_at: Mapped[datetime | None] = mapped_column(Moment)


class OutboxBreaker(Base):
    """What is known of a destination that left calls unanswered; one that never did has no row.

    Closed while `open_until` is empty, open until then, half-open after it. `probe` is the message that a
    half-open breaker let through; while it is out, `open_until` is the end of its lease.
    """

    __tablename__ = "outbox_breaker"

    destination: Mapped[str] = mapped_column(String(128), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    open_until: Mapped[datetime | None] = mapped_column(Moment)
    probe: Mapped[int | None] = mapped_column(Counter)


class OutboxSlot(Base):
    """The last slot of a schedule that was put into the outbox."""

    __tablename__ = "outbox_slot"

    schedule: Mapped[str] = mapped_column(String(64), primary_key=True)
    slot_at: Mapped[datetime] = mapped_column(Moment)
