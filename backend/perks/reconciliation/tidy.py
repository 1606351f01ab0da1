"""Removing what was compared long ago, and ending rounds that nobody goes on with."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from backend.perks.reconciliation import rounds
from backend.perks.reconciliation.models import ReconciliationDifference, ReconciliationRound
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, Result

KEPT = timedelta(days=90)
_CUT_OFF = timedelta(days=2)
_BATCH = 500


class Tidying:
    """Removes in small transactions, so that nobody waits long behind one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def deliver(self, _claim: Claim) -> Result:
        """Tidy up, as the handler of a daily schedule."""
        self.run()
        return Delivered()

    def run(self) -> None:
        """Remove what was found more than 90 days ago, and then its rounds; end rounds that were cut off."""
        now = self._clock.now()
        self._end_cut_off(now)
        while self._remove_differences(now - KEPT) == _BATCH:
            pass
        while self._remove_rounds(now - KEPT - _CUT_OFF) == _BATCH:
            pass

    def _end_cut_off(self, now: datetime) -> None:
        open_too_long = select(ReconciliationRound).where(
            ReconciliationRound.ended_at.is_(None), ReconciliationRound.began_at < now - _CUT_OFF
        )
        with self._database.transaction() as session:
            for one in session.scalars(open_too_long.with_for_update()):
                rounds.end(session, one, now, "cut off")

    def _remove_differences(self, before: datetime) -> int:
        row = ReconciliationDifference
        old = select(row.sequence).where(row.found_at < before).order_by(row.sequence).limit(_BATCH)
        with self._database.transaction() as session:
            removed = session.connection().execute(delete(row).where(row.sequence.in_(old)))
        return removed.rowcount

    def _remove_rounds(self, before: datetime) -> int:
        row = ReconciliationRound
        old = select(row.id).where(row.began_at < before).order_by(row.began_at).limit(_BATCH)
        with self._database.transaction() as session:
            removed = session.connection().execute(delete(row).where(row.id.in_(old)))
        return removed.rowcount
