"""Work that comes by the clock: each slot of a schedule becomes one message, whoever many workers watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.platform.clock import CITY_ZONE, Clock
from backend.platform.database import Database, insert_into
from backend.platform.outbox.models import OutboxSlot
from backend.platform.outbox.queue import enqueue
from backend.platform.outbox.results import Handler

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=CITY_ZONE)


@dataclass(frozen=True)
class Schedule:
    """Something to do in every slot of the length `every`, which begin `at` after the city's midnight.

    The name is the topic and the stream of its messages, so that one `operator/…` is held back by that
    operator's breaker; `payload["slot_at"]` tells when the slot began.
    """

    name: str
    every: timedelta
    handler: Handler
    at: timedelta = timedelta()

    def slot_at(self, now: datetime) -> datetime:
        """Return when the slot began in which `now` lies."""
        begin = _FIRST_DAY + self.at
        return (begin + (now - begin) // self.every * self.every).astimezone(UTC)


class Scheduler:
    """Puts each slot into the outbox when it has come, once among all workers.

    What was missed while no worker ran is made up for by the present slot alone. A schedule that is new has
    missed nothing: it begins with its next slot.
    """

    def __init__(self, database: Database, clock: Clock, schedules: Sequence[Schedule]) -> None:
        self._database = database
        self._clock = clock
        self._schedules = schedules
        self._seen: dict[str, datetime] = {}

    def enqueue_due(self) -> None:
        """Put in what has come; without a statement while no slot has changed since this worker looked."""
        now = self._clock.now()
        for schedule in self._schedules:
            slot_at = schedule.slot_at(now)
            if self._seen.get(schedule.name) == slot_at:
                continue
            with self._database.transaction() as session:
                if _take(session, schedule.name, slot_at):
                    _enqueue_slot(session, schedule.name, slot_at, now)
            self._seen[schedule.name] = slot_at


def _take(session: Session, name: str, slot_at: datetime) -> bool:
    """Tell whether the slot is this worker's to put in: later than the last, and nobody else was faster."""
    connection = session.connection()
    connection.execute(
        insert_into(session, OutboxSlot).values(schedule=name, slot_at=slot_at).on_conflict_do_nothing()
    )
    taken = connection.execute(
        update(OutboxSlot)
        .where(OutboxSlot.schedule == name, OutboxSlot.slot_at < slot_at)
        .values(slot_at=slot_at)
    )
    return taken.rowcount == 1


def _enqueue_slot(session: Session, name: str, slot_at: datetime, now: datetime) -> None:
    slot = slot_at.isoformat()
    enqueue(session, key=f"{name}:{slot}", stream=name, topic=name, payload={"slot_at": slot}, at=now)
