"""The end of the access log: after its years, or some months after its account was deleted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, delete, select

from backend.audit.building import Audit
from backend.audit.erasing import ErasedBecause
from backend.audit.models import AccessEntry
from backend.audit.sealed_log import ACCESS_LOG
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
    """Deletes what is past its period, each night, in batches of their own transactions.

    What is not sealed yet stays until the next night, so that the chain tells of everything that went.
    """

    def __init__(self, database: Database, clock: Clock, rules: RightsRules, audit: Audit) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit
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
        self._audit.sealing.run()
        oldest = _months_before(today, self._months)
        past = ErasedBecause.PAST_ITS_YEARS, city_date(oldest).isoformat()
        gone = self._delete_entries(AccessEntry.occurred_at < oldest, *past)
        over = AccountDeletion.finished_at < _months_before(today, self._months_after_deletion)
        with self._database.reading() as session:
            deletions = session.scalars(select(AccountDeletion).where(over)).all()
        for deletion in deletions:
            theirs = AccessEntry.citizen_id == deletion.citizen_id
            gone += self._delete_entries(theirs, ErasedBecause.ACCOUNT_DELETED, deletion.id)
            with self._database.transaction() as session:
                session.execute(delete(AccountDeletion).where(AccountDeletion.id == deletion.id))
        return gone

    def _delete_entries(self, which: ColumnElement[bool], because: ErasedBecause, about: str) -> int:
        gone = 0
        while True:
            some = select(AccessEntry.id).where(which, ACCESS_LOG.is_sealed).limit(_BATCH)
            with self._database.transaction() as session:
                ids = session.scalars(some).all()
                these = AccessEntry.id.in_(ids)
                self._audit.erasing.erase(session, ACCESS_LOG, these, because, about)
            gone += len(ids)
            if len(ids) < _BATCH:
                return gone


def _months_before(day: date, months: int) -> datetime:
    """Return the beginning, in the city, of the day so many months before."""
    return datetime.combine(last_day_of_months(day, -months), time(), CITY_ZONE)
