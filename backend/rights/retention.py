"""The end of the access log: after its years, or some months after its account was deleted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, select

from backend.audit.models import AccessEntry
from backend.platform.clock import CITY_ZONE, Clock, city_date
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result
from backend.platform.outbox.schedules import Schedule
from backend.records.periods import last_day_of_months
from backend.rights.models import AccountDeletion
from backend.rights.policy import RightsRules

_BATCH = 1000


class AccessLogRetention:
    """Deletes what is past its period, each night, in batches of their own transactions."""

    def __init__(self, database: Database, clock: Clock, rules: RightsRules) -> None:
        self._database = database
        self._clock = clock
        self._months = rules.access_log_months
        self._months_after_deletion = rules.access_log_months_after_deletion

    @property
    def schedule(self) -> Schedule:
        """Return what is done by the clock: each night in the city."""
        return Schedule(
            "rights.retention", timedelta(days=1), self.deliver, at=timedelta(hours=4, minutes=30)
        )

    def deliver(self, _claim: Claim) -> Result:
        """Delete, as the handler of a daily schedule."""
        self.run()
        return Delivered()

    def run(self) -> int:
        """Delete what is past its period; return how many entries of the log that were."""
        today = city_date(self._clock.now())
        gone = self._delete_entries(AccessEntry.occurred_at < _months_before(today, self._months))
        over = AccountDeletion.finished_at < _months_before(today, self._months_after_deletion)
        with self._database.reading() as session:
            deletions = session.scalars(select(AccountDeletion).where(over)).all()
        for deletion in deletions:
            gone += self._delete_entries(AccessEntry.citizen_id == deletion.citizen_id)
            with self._database.transaction() as session:
                session.execute(delete(AccountDeletion).where(AccountDeletion.id == deletion.id))
        return gone

    def _delete_entries(self, which: ColumnElement[bool]) -> int:
        gone = 0
        while True:
            some = select(AccessEntry.id).where(which).limit(_BATCH)
            with self._database.transaction() as session:
                ids = session.scalars(some).all()
                session.execute(delete(AccessEntry).where(AccessEntry.id.in_(ids)))
            gone += len(ids)
            if len(ids) < _BATCH:
                return gone


def _months_before(day: date, months: int) -> datetime:
    """Return the beginning, in the city, of the day so many months before."""
    return datetime.combine(last_day_of_months(day, -months), time(), CITY_ZONE)
