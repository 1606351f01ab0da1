"""Putting messages into the outbox, and keeping and settling them with a lease."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from backend.platform.outbox.models import READY, MessageState, OutboxMessage

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
    destination: str = ""
    faults: int = 0


def enqueue(
    session: Session, *, key: str, stream: str, topic: str, payload: dict[str, Any], at: datetime
) -> None:
    """Add a message to the caller's transaction; it exists only if that transaction commits.

    A stream `operator/…` has that operator as its destination, whose breaker may hold the message back.
    """
    destination, slash, _ = stream.partition("/")
    session.add(
        OutboxMessage(
            key=key,
            stream=stream,
            destination=destination if slash else "",
            topic=topic,
            payload=payload,
            created_at=at,
            ready_at=at,
        )
    )


def hasten(session: Session, stream: str, at: datetime) -> None:
    """Make due what waits in a stream, since its destination has let us know that it can be asked again.

    A breaker goes on holding it back, and a message in a worker's hands is left alone.
    """
    session.connection().execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.stream == stream,
            OutboxMessage.state == READY,
            OutboxMessage.ready_at > at,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= at),
        )
        .values(ready_at=at)
    )


def renew(session: Session, claim: Claim, until: datetime) -> bool:
    """Lengthen the lease; False when it was lost to another worker meanwhile."""
    return _change_held(session, claim, leased_until=until)


def settle_done(session: Session, claim: Claim, now: datetime) -> bool:
    """Mark the message delivered; False when the lease was lost to another worker meanwhile."""
    return _settle(session, claim, state=MessageState.DONE, settled_at=now)


def settle_dead(session: Session, claim: Claim, now: datetime, trouble: str, *, faults: int = 0) -> bool:
    """Put the message aside for a person; False when the lease was lost."""
    return _settle(
        session,
        claim,
        state=MessageState.DEAD,
        settled_at=now,
        last_trouble=trouble[:200],
        faults=claim.faults + faults,
    )


def settle_later(
    session: Session, claim: Claim, ready_at: datetime, trouble: str, *, faults: int = 0
) -> bool:
    """Give the message back, due again at `ready_at`; False when the lease was lost."""
    return _settle(
        session, claim, ready_at=ready_at, last_trouble=trouble[:200], faults=claim.faults + faults
    )


def retry_delay(attempt: int, retry_after_seconds: int | None) -> timedelta:
    """Return how long to wait: what the other side asked for, else exponential with full jitter."""
    if retry_after_seconds is not None:
        return timedelta(seconds=retry_after_seconds)
    ceiling = min(_LONGEST_DELAY_SECONDS, _FIRST_DELAY_SECONDS * 2 ** min(attempt - 1, 16))
    return timedelta(milliseconds=secrets.randbelow(int(ceiling * 1000)) + 1)


def _settle(session: Session, claim: Claim, **values: object) -> bool:
    return _change_held(session, claim, leased_by=None, leased_until=None, **values)


def _change_held(session: Session, claim: Claim, **values: object) -> bool:
    """Change the message only while it is in the hands that the claim names."""
    changed = session.connection().execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.sequence == claim.sequence,
            OutboxMessage.leased_by == claim.worker,
            OutboxMessage.attempts == claim.attempt,
            OutboxMessage.state == READY,
        )
        .values(**values)
    )
    return changed.rowcount == 1
