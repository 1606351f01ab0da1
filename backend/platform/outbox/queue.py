"""Putting messages into the outbox, and claiming and settling them with a lease."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend.platform.outbox.models import MessageState, OutboxMessage

_FIRST_DELAY_SECONDS = 2.0
_LONGEST_DELAY_SECONDS = 300.0


@dataclass(frozen=True)
class Claim:
    """A message in the hands of one worker: valid while worker and attempt still match the row."""

    sequence: int
    key: str
    topic: str
    payload: dict[str, Any]
    worker: str
    attempt: int


def enqueue(
    session: Session, *, key: str, stream: str, topic: str, payload: dict[str, Any], at: datetime
) -> None:
    """Add a message to the caller's transaction; it exists only if that transaction commits."""
    session.add(
        OutboxMessage(key=key, stream=stream, topic=topic, payload=payload, created_at=at, ready_at=at)
    )


def claim_next(session: Session, worker: str, now: datetime, lease: timedelta) -> Claim | None:
    """Lease the oldest due message that is first in its stream, or return None.

    SKIP LOCKED keeps PostgreSQL workers apart; on SQLite the write lock of the transaction does.
    """
    earlier = aliased(OutboxMessage)
    waits_behind = exists().where(
        earlier.stream == OutboxMessage.stream,
        earlier.sequence < OutboxMessage.sequence,
        earlier.state == MessageState.READY,
    )
    row = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.state == MessageState.READY,
            OutboxMessage.ready_at <= now,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
            ~waits_behind,
        )
        .order_by(OutboxMessage.sequence)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    row.attempts += 1
    row.leased_by = worker
    row.leased_until = now + lease
    return Claim(row.sequence, row.key, row.topic, row.payload, worker, row.attempts)


def settle_done(session: Session, claim: Claim) -> bool:
    """Mark the message delivered; False when the lease was lost to another worker meanwhile."""
    return _settle(session, claim, state=MessageState.DONE)


def settle_dead(session: Session, claim: Claim, trouble: str) -> bool:
    """Put the message aside for a person; False when the lease was lost."""
    return _settle(session, claim, state=MessageState.DEAD, last_trouble=trouble[:200])


def settle_later(session: Session, claim: Claim, ready_at: datetime, trouble: str) -> bool:
    """Give the message back, due again at `ready_at`; False when the lease was lost."""
    return _settle(session, claim, ready_at=ready_at, last_trouble=trouble[:200])


def retry_delay(attempt: int, retry_after_seconds: int | None) -> timedelta:
    """Return how long to wait: what the other side asked for, else exponential with full jitter."""
    if retry_after_seconds is not None:
        return timedelta(seconds=retry_after_seconds)
    ceiling = min(_LONGEST_DELAY_SECONDS, _FIRST_DELAY_SECONDS * 2 ** min(attempt - 1, 16))
    return timedelta(milliseconds=secrets.randbelow(int(ceiling * 1000)) + 1)


def _settle(session: Session, claim: Claim, **values: object) -> bool:
    settled = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.sequence == claim.sequence,
            OutboxMessage.leased_by == claim.worker,
            OutboxMessage.attempts == claim.attempt,
            OutboxMessage.state == MessageState.READY,
        )
        .values(leased_by=None, leased_until=None, **values)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined]
