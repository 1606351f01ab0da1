"""How the outbox stands, as a whole and for each destination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, not_, or_, select

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.models import READY, MessageState, OutboxBreaker, OutboxMessage

WINDOW = timedelta(hours=1)


class BreakerState(StrEnum):
    """Whether calls go to a destination: all, none, or one at a time."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True)
class DestinationStatus:
    """One destination; the empty name gathers the messages that have none.

    `delivered` were done in the last hour. `failed_attempts` are the attempts that came to nothing, of
    those, of what was put aside in that hour, and of what still waits.
    """

    name: str
    ready: int
    leased: int
    dead: int
    delivered: int
    failed_attempts: int
    oldest_ready_seconds: float | None
    breaker: BreakerState
    open_until: datetime | None


@dataclass(frozen=True)
class OutboxStatus:
    """The whole outbox; `oldest_ready_seconds` is the age of the oldest wish that still waits, or None."""

    ready: int
    leased: int
    dead: int
    oldest_ready_seconds: float | None
    destinations: tuple[DestinationStatus, ...]


def read_status(database: Database, clock: Clock) -> OutboxStatus:
    """Return how the outbox stands now; its cost grows with what waits and with an hour's messages."""
    now = clock.now()
    with database.reading() as session:
        counted = session.execute(_counting(now)).all()
        breakers = {one.destination: one for one in session.scalars(select(OutboxBreaker))}
    names = sorted({row.destination for row in counted} | breakers.keys())
    rows = {row.destination: row for row in counted}
    found = tuple(_describe(name, rows.get(name), breakers.get(name), now) for name in names)
    ages = [one.oldest_ready_seconds for one in found if one.oldest_ready_seconds is not None]
    return OutboxStatus(
        ready=sum(one.ready for one in found),
        leased=sum(one.leased for one in found),
        dead=sum(one.dead for one in found),
        oldest_ready_seconds=max(ages, default=None),
        destinations=found,
    )


def _counting(now: datetime) -> Select[*tuple[Any, ...]]:
    """Return the query: what waits, what was put aside, and what was done within the window."""
    message = OutboxMessage
    is_ready = message.state == READY
    is_leased = and_(is_ready, message.leased_until.is_not(None), message.leased_until > now)
    is_done = message.state == MessageState.DONE
    is_dead = and_(message.state == MessageState.DEAD, message.settled_at.is_not(None))
    is_recent = message.settled_at > now - WINDOW
    # The attempt that succeeded, or that is still under way, has not failed.
    failed = message.attempts - case((or_(is_done, is_leased), 1), else_=0)
    return (
        select(
            message.destination,
            _count(and_(is_ready, not_(is_leased))).label("ready"),
            _count(is_leased).label("leased"),
            _count(is_dead).label("dead"),
            _count(is_done).label("delivered"),
            func.sum(case((or_(is_ready, is_recent), failed), else_=0)).label("failed_attempts"),
            func.min(case((and_(is_ready, not_(is_leased)), message.created_at))).label("oldest_at"),
        )
        .where(or_(is_ready, is_dead, and_(is_done, is_recent)))
        .group_by(message.destination)
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _describe(
    name: str, counted: Row[*tuple[Any, ...]] | None, breaker: OutboxBreaker | None, now: datetime
) -> DestinationStatus:
    open_until = breaker.open_until if breaker else None
    oldest_at = counted.oldest_at if counted else None
    return DestinationStatus(
        name=name,
        ready=counted.ready if counted else 0,
        leased=counted.leased if counted else 0,
        dead=counted.dead if counted else 0,
        delivered=counted.delivered if counted else 0,
        failed_attempts=counted.failed_attempts if counted else 0,
        oldest_ready_seconds=(now - oldest_at).total_seconds() if oldest_at else None,
        breaker=_state_of(breaker, now),
        open_until=open_until,
    )


def _state_of(breaker: OutboxBreaker | None, now: datetime) -> BreakerState:
    if breaker is None or breaker.open_until is None:
        return BreakerState.CLOSED
    is_open = breaker.probe is None and breaker.open_until > now
    return BreakerState.OPEN if is_open else BreakerState.HALF_OPEN
