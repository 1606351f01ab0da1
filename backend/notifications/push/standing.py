"""Whether a citizen may be told in WeChat, and what ends with that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.audit.service import Actor
from backend.consent.gate import ConsentGate
from backend.consent.purposes import PurposeId
from backend.identity.reachable import ReachableAccounts
from backend.notifications.push.models import PushPermission
from backend.platform.errors import Refused

PURPOSE = PurposeId.NOTICE_WECHAT
SENDER = Actor("system", "push", "市民诚信卡")


def may_be_told(session: Session, gate: ConsentGate, citizen_id: str) -> bool:
    """Tell whether the consent stands in its present wording, and no pause stops it."""
    try:
        gate.require(session, citizen_id, PURPOSE)
    except Refused:
        return False
    return True


class PushEnding:
    """Deletes where a citizen can be written to, with everything that they permitted."""

    def __init__(self, reachable: ReachableAccounts) -> None:
        self._reachable = reachable

    def on_consent_withdrawn(self, session: Session, citizen_id: str, purpose: str, at: datetime) -> None:
        """End it at once; a message that still waits finds nobody to go to."""
        if purpose == PURPOSE:
            self.end(session, citizen_id)

    def end(self, session: Session, citizen_id: str) -> None:
        """Delete address and permissions; again changes nothing."""
        self._reachable.forget(session, citizen_id)
        session.execute(delete(PushPermission).where(PushPermission.citizen_id == citizen_id))
