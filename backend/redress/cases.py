"""A citizen's cases of both kinds: the list, and one by its number."""

from __future__ import annotations

from sqlalchemy import select

from backend.audit.service import record_access, the_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.redress.case_views import CaseReading, CaseView
from backend.redress.events import CaseKind
from backend.redress.life import get_case
from backend.redress.models import Case

_MOST = 100


class CaseBook:
    """Shows citizens their own cases."""

    def __init__(self, database: Database, clock: Clock, reading: CaseReading) -> None:
        self._database = database
        self._clock = clock
        self._reading = reading

    def list_of_citizen(self, citizen_id: str, kind: CaseKind | None = None) -> list[CaseView]:
        """List the citizen's cases, newest first, at most a hundred."""
        query = select(Case).where(Case.citizen_id == citizen_id)
        if kind is not None:
            query = query.where(Case.kind == kind)
        with self._database.transaction() as session:
            rows = session.scalars(query.order_by(Case.opened_at.desc(), Case.id).limit(_MOST)).all()
            citizen = the_citizen(citizen_id)
            record_access(session, citizen_id, citizen, "cases.viewed", at=self._clock.now())
            return [self._reading.view(session, row) for row in rows]

    def track(self, citizen_id: str, case: str, kind: CaseKind | None = None) -> CaseView:
        """Return one of the citizen's cases, by its number or id; raises `NotFound`."""
        with self._database.transaction() as session:
            found = get_case(session, case, citizen_id=citizen_id, kind=kind)
            citizen = the_citizen(citizen_id)
            record_access(
                session, citizen_id, citizen, "case.viewed", at=self._clock.now(), object_id=found.number
            )
            return self._reading.view(session, found)
