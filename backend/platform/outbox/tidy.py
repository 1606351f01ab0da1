"""Removing what was delivered long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.models import MessageState, OutboxMessage
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result
from backend.platform.outbox.schedules import Schedule

TIDY_NAME = "outbox.tidy"
_KEPT = timedelta(days=30)
_BATCH = 500


def tidy_schedule(database: Database, clock: Clock) -> Schedule:
    """Return the schedule that removes, each night, messages delivered more than 30 days ago."""

    def tidy(_claim: Claim) -> Result:
        before = clock.now() - _KEPT
        while _remove_some(database, before) == _BATCH:
            pass
        return Delivered()

    return Schedule(TIDY_NAME, timedelta(days=1), tidy, at=timedelta(hours=3))


def _remove_some(database: Database, before: datetime) -> int:
    """Remove one batch in a transaction of its own, so that nobody waits long behind it."""
    old = (
        select(OutboxMessage.sequence)
        .where(OutboxMessage.state == MessageState.DONE, OutboxMessage.settled_at < before)
        .order_by(OutboxMessage.settled_at)
        .limit(_BATCH)
    )
    with database.transaction() as session:
        removed = session.connection().execute(delete(OutboxMessage).where(OutboxMessage.sequence.in_(old)))
    return removed.rowcount
