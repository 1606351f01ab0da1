"""What the calendar does to grants: a notice before each end, and the end itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access
from backend.audit.telling import News, Telling
from backend.perks.catalogue import PerkCatalogue
from backend.perks.eligibility import PerkRules
from backend.perks.life import end_over, hold_grants
from backend.perks.models import Grant, GrantState
from backend.perks.service import PURPOSE
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Refused
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, Result
from backend.status.service import StatusReader

NOTICE_AHEAD = timedelta(days=30)
RENEWABLE = "renewable"
"""After the end the citizen may ask again, as things stand; other notices name what is missing."""
NOT_OFFERED = "not_offered"
STATUS_UNREAD = "status_unread"

_SERVICE = Actor("system", "perks", "市民诚信卡")
_AT_ONCE = 200


class PerkCalendar:
    """Gives notices and ends grants; each run takes some, any worker may, again changes nothing.

    `told` are the operators that end no perk by themselves.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        status: StatusReader,
        catalogue: PerkCatalogue,
        rules: PerkRules,
        told: Collection[str],
        telling: Telling,
    ) -> None:
        self._database = database
        self._clock = clock
        self._status = status
        self._catalogue = catalogue
        self._rules = rules
        self._told = told
        self._telling = telling

    def deliver(self, _claim: Claim) -> Result:
        """Do what is due, as the handler of a daily schedule."""
        self.run()
        return Delivered()

    def run(self) -> tuple[int, int]:
        """Do all that is due; return how many grants ended and of how many the end was announced."""
        return sum(iter(self.end_over, 0)), sum(iter(self.give_notices, 0))

    def give_notices(self, *, limit: int = _AT_ONCE) -> int:
        """Tell citizens of grants that end within 30 days, and whether they may ask again; return how many.

        A status that has changed takes nothing away before the end, so this comes first, with its reason.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            due = hold_grants(
                session,
                Grant.state == GrantState.ACTIVE,
                Grant.valid_until > now,
                Grant.valid_until <= now + NOTICE_AHEAD,
                Grant.noticed_at.is_(None),
                skip_locked=True,
                limit=limit,
            )
            for grant in due:
                self._notify(session, grant, now)
            return len(due)

    def end_over(self, *, limit: int = _AT_ONCE) -> int:
        """End grants whose time is over, or have them ended, so that places get free; return how many."""
        with self._database.transaction() as session:
            now = self._clock.now()
            return end_over(session, told=self._told, at=now, skip_locked=True, limit=limit)

    def _notify(self, session: Session, grant: Grant, now: datetime) -> None:
        grant.noticed_at, grant.notice = now, self._foresee(session, grant)
        action = "perk.will_end" if grant.notice == RENEWABLE else "perk.not_renewed"
        record_access(
            session,
            grant.citizen_id,
            _SERVICE,
            action,
            at=now,
            purpose=PURPOSE,
            object_id=grant.perk,
            outcome=grant.notice,
        )
        self._telling.tell(session, News(grant.citizen_id, action, now, grant.notice))

    def _foresee(self, session: Session, grant: Grant) -> str:
        perk = self._catalogue.find(grant.perk)
        if perk is None:
            return NOT_OFFERED
        try:
            report = self._status.read(session, grant.citizen_id)
        except Refused:
            return STATUS_UNREAD
        return self._rules.explain(perk, report).obstacle or RENEWABLE
