"""Use cases of a deletion: see what it would end, and ask for it; the worker does the rest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict
from backend.platform.field_encryption import BlindIndex
from backend.platform.ids import new_id
from backend.platform.outbox.queue import enqueue
from backend.rights.closing import AccountClosing
from backend.rights.foresight import Foresight, foresee
from backend.rights.fresh_sign_in import require_fresh_sign_in
from backend.rights.models import AccountDeletion
from backend.rights.policy import RightsRules

ERASE_TOPIC = "rights.erase"


class DeletionService:
    """Deletes accounts at the citizen's wish, at once (个保法 arts. 15, 47; 网络数据安全管理条例 art. 24)."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        blind_index: BlindIndex,
        rules: RightsRules,
        closing: AccountClosing,
    ) -> None:
        self._database = database
        self._clock = clock
        self._blind_index = blind_index
        self._rules = rules
        self._closing = closing

    def foresee(self, citizen_id: str) -> Foresight:
        """Return what would go, what would stay and until when, and what is in force now."""
        with self._database.reading() as session:
            return self._foresee(session, citizen_id)

    def ask(self, caller: SignedInCitizen, confirmation: str) -> datetime:
        """Close the caller's account now and have the worker erase it; return when it was closed.

        Raises `Refused` without a fresh sign-in, and `Conflict` where `confirmation` is not that of the list
        as it is now: nobody deletes what they were not shown.
        """
        now, citizen_id = self._clock.now(), caller.citizen_id
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            require_fresh_sign_in(session, caller, now, self._rules.fresh_sign_in_minutes)
            if confirmation != self._foresee(session, citizen_id).confirmation:
                raise Conflict(
                    "deletion-list-changed",
                    zh="注销会影响的内容刚刚有变化，或确认码不对。请重新看一遍清单再确认。",
                    en="What a deletion would end has changed, or this confirms no list: look again first.",
                )
            record_access(session, citizen_id, the_citizen(citizen_id), "account.deletion_asked", at=now)
            self._closing.close(session, citizen_id, now)
            deletion = AccountDeletion(id=new_id("del"), citizen_id=citizen_id, asked_at=now)
            session.add(deletion)
            enqueue(
                session,
                key=f"{ERASE_TOPIC}:{deletion.id}",
                stream=f"{ERASE_TOPIC}:{deletion.id}",
                topic=ERASE_TOPIC,
                payload={"deletion_id": deletion.id},
                at=now,
            )
        return now

    def _foresee(self, session: Session, citizen_id: str) -> Foresight:
        return foresee(session, self._clock, self._blind_index, self._rules, citizen_id)
