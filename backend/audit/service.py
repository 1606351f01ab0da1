"""Writing the access log inside the caller's transaction, and reading it back for its person (rule 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.platform.database import Database
from backend.platform.ids import new_id

_LONGEST_PAGE = 200


@dataclass(frozen=True)
class Actor:
    """Who did something: kind is `citizen`, `merchant`, `operator`, `officer` or `system`."""

    kind: str
    id: str
    name: str


def the_citizen(citizen_id: str) -> Actor:
    """Return the citizen as the one who acts upon their own data."""
    return Actor("citizen", citizen_id, "本人")


def record_access(
    session: Session,
    citizen_id: str,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    purpose: str | None = None,
    object_id: str | None = None,
    outcome: str | None = None,
) -> str:
    """Add an entry to the caller's transaction and return its id."""
    entry_id = new_id("acc")
    session.add(
        AccessEntry(
            id=entry_id,
            citizen_id=citizen_id,
            occurred_at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            action=action,
            purpose=purpose,
            object_id=object_id,
            outcome=outcome,
        )
    )
    return entry_id


class AccessLog:
    """Reads the log, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of_citizen(
        self, citizen_id: str, *, before: datetime | None = None, limit: int = 50
    ) -> Sequence[AccessEntry]:
        """List what was done with this citizen's data, at most 200 entries, older than `before`."""
        query = select(AccessEntry).where(AccessEntry.citizen_id == citizen_id)
        if before is not None:
            query = query.where(AccessEntry.occurred_at < before)
        query = query.order_by(AccessEntry.occurred_at.desc(), AccessEntry.id)
        with self._database.reading() as session:
            return session.scalars(query.limit(min(limit, _LONGEST_PAGE))).all()
