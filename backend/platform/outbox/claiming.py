"""The one statement by which a worker takes a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CTE, ScalarSelect, UpdateBase, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend.platform.database import Moment
from backend.platform.outbox.breaker import send_probe
from backend.platform.outbox.models import READY, OutboxBreaker, OutboxMessage
from backend.platform.outbox.queue import Claim

_NOW: Any = bindparam("now", type_=Moment)


def claim_next(session: Session, worker: str, now: datetime, lease: timedelta) -> Claim | None:
    """Lease a due message that is first in its stream and whose breaker lets it through, or return None.

    Destinations take turns by chance, so that a crowd for one delays nobody else's messages; within a
    destination the message goes first that has been due for longest.
    """
    until = now + lease
    values = {"now": now, "worker": worker, "until": until}
    row = session.connection().execute(_claiming(), values).one_or_none()
    if row is None:
        return None
    if row.half_open:
        send_probe(session, row.destination, row.sequence, until)
    return Claim(
        row.sequence, row.key, row.topic, row.payload, worker, row.attempts, row.destination, row.faults
    )


@cache
def _claiming() -> UpdateBase:
    """Return the statement; built once, as building it costs more than running it.

    Its cost does not grow with what waits: each part is a look into an index of the ready messages.
    SKIP LOCKED keeps PostgreSQL workers apart; on SQLite the write lock of the transaction does.
    """
    # Renamed: SQLite takes a bare `destination` after RETURNING for the breaker's own.
    breaker = select(OutboxBreaker.destination.label("name"), OutboxBreaker.open_until).subquery()
    half_open = select(breaker.c.open_until.is_not(None)).where(breaker.c.name == OutboxMessage.destination)
    return (
        update(OutboxMessage)
        .where(OutboxMessage.sequence == _chosen(_destinations_with_work()))
        .values(
            attempts=OutboxMessage.attempts + 1,
            leased_by=bindparam("worker"),
            leased_until=bindparam("until", type_=Moment),
        )
        .returning(
            OutboxMessage.sequence,
            OutboxMessage.key,
            OutboxMessage.topic,
            OutboxMessage.payload,
            OutboxMessage.attempts,
            OutboxMessage.destination,
            OutboxMessage.faults,
            half_open.scalar_subquery().label("half_open"),
        )
    )


def _destinations_with_work() -> CTE:
    """List the destinations that have ready messages, by jumping from each to the next in the index."""
    one = aliased(OutboxMessage)
    following = aliased(OutboxMessage)
    found = select(func.min(one.destination).label("name")).where(one.state == READY)
    found_so_far = found.cte("with_work", recursive=True)
    after = (
        select(func.min(following.destination))
        .where(following.state == READY, following.destination > found_so_far.c.name)
        .scalar_subquery()
    )
    return found_so_far.union_all(select(after).where(found_so_far.c.name.is_not(None)))


def _chosen(with_work: CTE) -> ScalarSelect[int]:
    """Choose the first message of the first destination that has one, in a random order of turns."""
    breaker = aliased(OutboxBreaker)
    half_open = aliased(OutboxBreaker)
    # Locked while it is looked at: of a half-open breaker only one worker at a time may take the probe.
    may_probe = (
        select(half_open.destination)
        .where(half_open.destination == with_work.c.name, half_open.open_until <= _NOW)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    turns = (
        select(with_work.c.name)
        .outerjoin(breaker, breaker.destination == with_work.c.name)
        .where(
            with_work.c.name.is_not(None),
            or_(breaker.open_until.is_(None), may_probe.is_not(None)),
        )
        .order_by(func.random())
        .cte("turns")
    )
    heads = select(_head_of(turns.c.name, turns).label("sequence")).select_from(turns).cte("heads")
    return select(heads.c.sequence).where(heads.c.sequence.is_not(None)).limit(1).scalar_subquery()


def _head_of(destination: Any, turns: CTE) -> ScalarSelect[int]:
    message = aliased(OutboxMessage)
    in_stream = aliased(OutboxMessage)
    first_in_stream = (
        select(func.min(in_stream.sequence))
        .where(in_stream.stream == message.stream, in_stream.state == READY)
        .correlate(message)
        .scalar_subquery()
    )
    return (
        select(message.sequence)
        .where(
            message.destination == destination,
            message.state == READY,
            message.ready_at <= _NOW,
            or_(message.leased_until.is_(None), message.leased_until <= _NOW),
            message.sequence == first_in_stream,
        )
        .order_by(message.ready_at, message.sequence)
        .limit(1)
        .with_for_update(skip_locked=True)
        .correlate(turns)
        .scalar_subquery()
    )
