"""Writing the access log inside the caller's transaction, and reading it back for its person (rule 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select, tuple_
from sqlalchemy.orm import aliased

from backend.audit.models import AccessEntry
from backend.platform.database import Database, Executor
from backend.platform.ids import new_id

_LONGEST_PAGE = 200
# On the table, not the class: the same statement then runs on a session and on a bare connection.
_ENTER = insert(cast(Table, AccessEntry.__table__))


@dataclass(frozen=True)
class Actor:
    """Who did something: kind is `citizen`, `merchant`, `operator`, `officer`, `department` or `system`."""

    kind: str
    id: str
    name: str


def the_citizen(citizen_id: str) -> Actor:
    """Return the citizen as the one who acts upon their own data."""
    return Actor("citizen", citizen_id, "本人")


def record_access(
    executor: Executor,
    citizen_id: str,
    actor: Actor,
    action: str,
    *,
    at: datetime,
    purpose: str | None = None,
    object_id: str | None = None,
    outcome: str | None = None,
) -> None:
    """Write an entry in the caller's transaction."""
    entry = {
        "id": new_id("acc"),
        "citizen_id": citizen_id,
        "occurred_at": at,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "action": action,
        "purpose": purpose,
        "object_id": object_id,
        "disclosed": [],
        "outcome": outcome,
    }
    executor.execute(_ENTER, entry)


class AccessLog:
    """Reads the log, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of_citizen(
        self, citizen_id: str, *, before: str | None = None, limit: int = 50, by_others: bool = False
    ) -> Sequence[AccessEntry]:
        """List what was done with this citizen's data, at most 200 entries.

        With `by_others` neither what they did themselves nor what this service did of itself.
        `before` is the id of an entry: those after it in the list follow. Entries of one moment have their
        order too, so that none is lost between two pages.
        """
        order = tuple_(AccessEntry.occurred_at, AccessEntry.id)
        query = select(AccessEntry).where(AccessEntry.citizen_id == citizen_id)
        if by_others:
            query = query.where(AccessEntry.actor_kind.not_in(("citizen", "system")))
        if before is not None:
            last = aliased(AccessEntry)
            seen = select(last.occurred_at, last.id).where(last.id == before, last.citizen_id == citizen_id)
            query = query.where(order < seen.scalar_subquery())
        query = query.order_by(AccessEntry.occurred_at.desc(), AccessEntry.id.desc())
        with self._database.reading() as session:
            return session.scalars(query.limit(min(limit, _LONGEST_PAGE))).all()
