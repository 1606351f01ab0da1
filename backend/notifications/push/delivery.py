"""Carrying a message to WeChat, from the outbox: at most once, since WeChat tells no repeat from a new one.

Before the call the permission is spent and the message noted as under way, in a transaction of its own. What
is found under way at a later attempt was perhaps sent, and is left at that: a second copy would spend the
next permission and tell of news twice, while the inbox has it in any case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from backend.audit.service import record_access
from backend.consent.gate import ConsentGate
from backend.identity.people import hold_citizen
from backend.identity.reachable import ReachableAccounts
from backend.notifications.push.models import PushPermission
from backend.notifications.push.ports import (
    Lost,
    MessagePush,
    NobodyThere,
    NotNow,
    NotPermitted,
    PushMessage,
    PushOutcome,
    Sent,
    Unsendable,
)
from backend.notifications.push.standing import PURPOSE, SENDER, PushEnding, may_be_told
from backend.notifications.push.templates import PushTemplate, PushTemplates
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, GiveUp, Result, TryLater


@dataclass(frozen=True)
class _Errand:
    """A message to carry; without an address it was perhaps carried before."""

    key: str
    citizen_id: str
    template: PushTemplate
    message: PushMessage
    openid: str | None = field(repr=False)


class PushDelivery:
    """Handles `push.send` messages."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        reachable: ReachableAccounts,
        templates: PushTemplates,
        push: MessagePush,
        city_zh: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._reachable = reachable
        self._ending = PushEnding(reachable)
        self._templates = templates
        self._push = push
        self._city_zh = city_zh

    def deliver(self, claim: Claim) -> Result:
        """Send the message, if its citizen still wants it and it is not too old."""
        errand = self._take(claim)
        if errand is None:
            return Delivered()
        if errand.openid is None:
            return self._carried(errand, Lost())
        return self._judge(errand, self._push.send(errand.openid, errand.message))

    def _take(self, claim: Claim) -> _Errand | None:
        """Spend the permission and note the message as under way; None where nothing is to be sent."""
        citizen_id, at = claim.payload["citizen_id"], datetime.fromisoformat(claim.payload["at"])
        template = self._templates.find(claim.payload["template"])
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            permission = _find(session, citizen_id, claim.payload["template"])
            if template is None or permission is None:
                return None
            message = PushMessage(template.id, template.page, template.values(self._city_zh, at))
            if permission.in_flight == claim.key:
                return _Errand(claim.key, citizen_id, template, message, None)
            is_stale = self._clock.now() - at > self._templates.stale_after
            if is_stale or permission.left < 1 or not may_be_told(session, self._gate, citizen_id):
                return None
            openid = self._reachable.find_openid(session, citizen_id)
            if openid is None:
                return None
            permission.in_flight = claim.key
            permission.left -= 0 if template.is_long_term else 1
            return _Errand(claim.key, citizen_id, template, message, openid)

    def _judge(self, errand: _Errand, outcome: PushOutcome) -> Result:
        if isinstance(outcome, NotNow):
            self._give_back(errand)
            return TryLater(outcome.trouble, outcome.retry_after_seconds, answered=outcome.is_well)
        if isinstance(outcome, Unsendable):
            self._give_back(errand)
            return GiveUp(outcome.trouble)
        return self._carried(errand, outcome)

    def _give_back(self, errand: _Errand) -> None:
        """Undo what was noted: the message has certainly not been sent."""
        with self._database.transaction() as session:
            hold_citizen(session, errand.citizen_id)
            permission = _find(session, errand.citizen_id, errand.template.id)
            if permission is not None and permission.in_flight == errand.key:
                permission.in_flight = None
                permission.left += 0 if errand.template.is_long_term else 1

    def _carried(self, errand: _Errand, outcome: Sent | Lost | NotPermitted | NobodyThere) -> Result:
        return Delivered(self._recording(errand, outcome))

    def _recording(
        self, errand: _Errand, outcome: Sent | Lost | NotPermitted | NobodyThere
    ) -> Callable[[Session], None]:
        def record(session: Session) -> None:
            if isinstance(outcome, NobodyThere):
                self._ending.end(session, errand.citizen_id)
                self._enter(session, errand, "push.ended")
                return
            permission = _find(session, errand.citizen_id, errand.template.id)
            if permission is not None and permission.in_flight == errand.key:
                permission.in_flight = None
                if isinstance(outcome, NotPermitted):
                    permission.left = 0
            if not isinstance(outcome, NotPermitted):
                action = "push.sent" if isinstance(outcome, Sent) else "push.unconfirmed"
                self._enter(session, errand, action)

        return record

    def _enter(self, session: Session, errand: _Errand, action: str) -> None:
        """Tell in the log what went to WeChat, for its person to read (rule 6)."""
        record_access(
            session,
            errand.citizen_id,
            SENDER,
            action,
            at=self._clock.now(),
            purpose=PURPOSE,
            object_id=errand.template.id,
        )


def _find(session: Session, citizen_id: str, template: str) -> PushPermission | None:
    return session.get(PushPermission, (citizen_id, template), with_for_update=True, populate_existing=True)
