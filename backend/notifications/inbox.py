"""The inbox: whatever others did with a citizen's data, told as it happens.

A message is not stored again: it is the entry in the access log, which commits with what it tells of, so that
neither can be there without the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from backend.audit.models import AccessEntry
from backend.notifications.models import InboxMark
from backend.platform.clock import Clock
from backend.platform.database import Database, insert_into
from backend.redress.machines import MACHINES
from backend.redress.words import SILENT_EVENTS, action_of

TOLD_OF_CASES = tuple(
    dict.fromkeys(
        action_of(kind, move.event)
        for kind, machine in MACHINES.items()
        for move in machine.moves
        if move.event not in SILENT_EVENTS
    )
)
"""Every step of a case that others take, but for the desk's own bookkeeping."""

TOLD_OF = (
    "certificate.verified",
    "perk.carried",
    "perk.will_end",
    "perk.not_renewed",
    "perk.redeemed",
    "perk.not_redeemed",
    "perk.ended_by_operator",
    *TOLD_OF_CASES,
)
"""The entries of the log that are messages, where somebody else made them."""
_OWN = "citizen"
_TOLD_AT = func.coalesce(AccessEntry.reported_at, AccessEntry.occurred_at)


@dataclass(frozen=True)
class Message:
    """An act of somebody else, and whether the citizen has read of it."""

    entry: AccessEntry
    is_read: bool


@dataclass(frozen=True)
class Inbox:
    """The newest messages, newest first, how many of all are unread, and up to when all this is so."""

    messages: Sequence[Message]
    unread: int
    seen_until: datetime


class InboxService:
    """Tells citizens what others did with their data."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def read(self, citizen_id: str, *, limit: int = 50) -> Inbox:
        """Return the citizen's inbox; nothing is marked as read by that."""
        others = (
            AccessEntry.citizen_id == citizen_id,
            AccessEntry.actor_kind != _OWN,
            AccessEntry.action.in_(TOLD_OF),
        )
        newest = select(AccessEntry).where(*others).order_by(_TOLD_AT.desc()).limit(limit)
        now = self._clock.now()
        with self._database.reading() as session:
            mark = session.get(InboxMark, citizen_id)
            entries = session.scalars(newest).all()
            unread = select(func.count()).where(*others)
            if mark is not None:
                unread = unread.where(mark.read_until < _TOLD_AT)
            count = session.scalar(unread) or 0
        return Inbox(
            [Message(entry, mark is not None and _told_at(entry) <= mark.read_until) for entry in entries],
            count,
            now,
        )

    def mark_read(self, citizen_id: str, until: datetime | None) -> None:
        """Take everything told up to `until`, which the citizen has seen, as read; without it, up to now."""
        now = self._clock.now()
        read_until = min(until, now) if until is not None else now
        with self._database.transaction() as session:
            session.execute(
                insert_into(session, InboxMark)
                .values(citizen_id=citizen_id, read_until=read_until)
                .on_conflict_do_update(index_elements=["citizen_id"], set_={"read_until": read_until})
            )


def _told_at(entry: AccessEntry) -> datetime:
    return entry.reported_at or entry.occurred_at
