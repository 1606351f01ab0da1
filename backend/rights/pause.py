"""Use case of the pause: nothing is derived of a person and nothing deleted, until they resume."""

from __future__ import annotations

from datetime import datetime

from backend.audit.service import record_access, the_citizen
from backend.identity.models import Citizen
from backend.identity.people import citizen_not_found, hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database


class PauseService:
    """Restricts what is done with a citizen's data (个保法 art. 44).

    While it lasts the consent gate refuses a status, a certificate and a perk, and a scan of an earlier
    certificate is answered as of a revoked one. What operators granted before stays as it is.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, citizen_id: str) -> datetime:
        """Pause, and return since when; again changes nothing. Raises `NotFound`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            citizen = session.get(Citizen, citizen_id)
            if citizen is None:
                raise citizen_not_found()
            if citizen.paused_at is None:
                citizen.paused_at = now
                record_access(session, citizen_id, the_citizen(citizen_id), "account.paused", at=now)
            return citizen.paused_at

    def end(self, citizen_id: str) -> None:
        """Resume; again changes nothing. Raises `NotFound`."""
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            citizen = session.get(Citizen, citizen_id)
            if citizen is None:
                raise citizen_not_found()
            if citizen.paused_at is not None:
                citizen.paused_at = None
                record_access(session, citizen_id, the_citizen(citizen_id), "account.resumed", at=now)
