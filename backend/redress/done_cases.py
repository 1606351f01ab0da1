"""The cases that an officer has had a part in and that wait for the desk no more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, literal, or_, select, tuple_

from backend.platform.database import Database, Moment
from backend.redress.case_views import CaseReading, QueueEntry
from backend.redress.desk import WAITING_FOR_THE_DESK, DeskOfficer
from backend.redress.events import CaseKind
from backend.redress.life import case_not_found
from backend.redress.models import Case

_LONGEST_PAGE = 200
_OVER_AT = func.coalesce(Case.decided_at, Case.closed_at, Case.opened_at)


class DoneCases:
    """What an officer goes back to after a decision.

    Only their own: the cases of others say nothing that an officer needs, and each is found by its number.
    """

    def __init__(self, database: Database, reading: CaseReading) -> None:
        self._database = database
        self._reading = reading

    def list_own(
        self,
        officer: DeskOfficer,
        *,
        kind: CaseKind | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Sequence[QueueEntry]:
        """List the cases that this officer had, proposed or decided, the latest decision first.

        `after` is the number of the last case of the page before; raises `NotFound` for one that is not
        theirs. No name, no ID number, no search.
        """
        parts = (Case.assigned_to, Case.proposed_by, Case.decided_by)
        own = (
            or_(*(part == officer.id for part in parts)),
            Case.state.not_in(WAITING_FOR_THE_DESK),
            Case.subject_index.not_in(officer.locked_subjects),
        )
        query = select(Case).where(*own)
        if kind is not None:
            query = query.where(Case.kind == kind)
        with self._database.reading() as session:
            if after is not None:
                last = session.scalars(select(Case).where(*own, Case.number == after)).one_or_none()
                if last is None:
                    raise case_not_found()
                over_at = last.decided_at or last.closed_at or last.opened_at
                place = tuple_(literal(over_at, Moment()), literal(last.number))
                query = query.where(tuple_(_OVER_AT, Case.number) < place)
            rows = session.scalars(
                query.order_by(_OVER_AT.desc(), Case.number.desc()).limit(min(limit, _LONGEST_PAGE))
            ).all()
            return [self._reading.queue_entry(row) for row in rows]
