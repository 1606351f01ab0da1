"""Messages that were put aside: who looks at them, and who sends them again."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import NotFound
from backend.platform.outbox.models import MessageState, OutboxMessage

log = logging.getLogger(__name__)

_BATCH = 500


@dataclass(frozen=True)
class DeadLetter:
    """What a clerk needs to know of a message that was put aside; it says nothing of a person."""

    id: int
    topic: str
    destination: str
    attempts: int
    since: datetime
    trouble: str
    redriven_by: str | None
    redriven_at: datetime | None


class DeadLetters:
    """Lists messages that were put aside, and puts them back once their cause is mended."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list_dead(self, destination: str | None = None) -> list[DeadLetter]:
        """Return the messages put aside, of one destination or of all, the oldest first."""
        with self._database.reading() as session:
            return [_letter(one) for one in session.scalars(_dead(destination))]

    def redrive(self, message_id: int, by: str, *, among: Collection[str] | None = None) -> int:
        """Send one message again, if it is `among` these destinations, and return its new id.

        Raises `NotFound`.
        """
        with self._database.transaction() as session:
            chosen = _dead().where(OutboxMessage.sequence == message_id)
            if among is not None:
                chosen = chosen.where(OutboxMessage.destination.in_(among))
            ids = _put_back(session, chosen, by, self._clock.now())
        if not ids:
            raise dead_letter_not_found(message_id)
        return ids[0]

    def redrive_destination(self, destination: str, by: str) -> int:
        """Send every message again that a destination's trouble put aside until now; return how many."""
        now = self._clock.now()
        chosen = _dead(destination).where(OutboxMessage.settled_at <= now).limit(_BATCH)
        sent = 0
        while True:
            with self._database.transaction() as session:
                batch = len(_put_back(session, chosen, by, now))
            sent += batch
            if batch < _BATCH:
                return sent


def dead_letter_not_found(message_id: int | str) -> NotFound:
    """Return the answer to a message that is not there, not dead, or not the caller's."""
    return NotFound(
        "dead-letter-not-found",
        zh=f"没有编号为 {message_id} 的死信；可能已被重新投递。",
        en=f"No dead message has the id {message_id}; it may have been sent again already.",
    )


def _dead(destination: str | None = None) -> Select[OutboxMessage]:
    dead = select(OutboxMessage).where(
        OutboxMessage.state == MessageState.DEAD, OutboxMessage.settled_at.is_not(None)
    )
    if destination is not None:
        dead = dead.where(OutboxMessage.destination == destination)
    return dead.order_by(OutboxMessage.settled_at, OutboxMessage.sequence)


def _put_back(session: Session, chosen: Select[OutboxMessage], by: str, at: datetime) -> list[int]:
    """Put messages at the end of their streams, under new ids, for the streams have gone on without them.

    In its old place a message could be in work together with a later one of its stream. Attempts go on
    counting: a handler must know that it was tried before.
    """
    dead = session.scalars(chosen.with_for_update()).all()
    again = [_copy(one, by, at) for one in dead]
    for one in dead:
        session.delete(one)
    session.flush()
    session.add_all(again)
    session.flush()
    for one, copy in zip(dead, again, strict=True):
        log.info("outbox %d of %s sent again as %d", one.sequence, one.topic, copy.sequence)
    return [copy.sequence for copy in again]


def _copy(dead: OutboxMessage, by: str, at: datetime) -> OutboxMessage:
    return OutboxMessage(
        key=dead.key,
        stream=dead.stream,
        destination=dead.destination,
        topic=dead.topic,
        payload=dead.payload,
        attempts=dead.attempts,
        created_at=dead.created_at,
        ready_at=at,
        last_trouble=dead.last_trouble,
        redriven_by=by[:64],
        redriven_at=at,
    )


def _letter(message: OutboxMessage) -> DeadLetter:
    return DeadLetter(
        message.sequence,
        message.topic,
        message.destination,
        message.attempts,
        message.settled_at or message.ready_at,
        message.last_trouble or "",
        message.redriven_by,
        message.redriven_at,
    )
