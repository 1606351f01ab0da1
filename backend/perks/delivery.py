"""Carrying grants to their operators, from the outbox: each wish in effect exactly once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access
from backend.audit.telling import News, Telling
from backend.cards.operators import Operators
from backend.cards.ports import (
    Applied,
    Busy,
    CardOperator,
    EntitlementWish,
    NotHeld,
    Pending,
    ReadOutcome,
    RefusedByOperator,
    Unsupported,
)
from backend.perks.errands import Errand, Errands
from backend.perks.life import move
from backend.perks.models import IN_FORCE_STATES, Grant, GrantState
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, Result, TryLater

_WISH_OF_STATE = {
    GrantState.PENDING: EntitlementWish.ACTIVE,
    GrantState.ACTIVE: EntitlementWish.ACTIVE,
    GrantState.ENDING: EntitlementWish.ENDED,
}
_STATE_OF_WISH = {EntitlementWish.ACTIVE: GrantState.ACTIVE, EntitlementWish.ENDED: GrantState.ENDED}


# What an operator answers that has nothing left to end.
_OVER_ANYWAY = {
    "unsupported",
    "unknown-link",
    "link-closed",
    "unknown-entitlement",
    "already-over",
    "ended-by-operator",
}
_LONGEST_REASON = 60


class EntitlementDelivery:
    """Handles `entitlement.put` messages; a repeated attempt reads before it writes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        errands: Errands,
        catalogue: Operators,
        operators: Mapping[str, CardOperator],
        telling: Telling,
    ) -> None:
        self._database = database
        self._clock = clock
        self._errands = errands
        self._catalogue = catalogue
        self._operators = operators
        self._telling = telling

    def deliver(self, claim: Claim) -> Result:
        """Put the grant's wish at its operator; a wish that a later one replaced is passed over."""
        errand = self._read(claim)
        if errand is None:
            return Delivered()
        outcome = self._put(errand, first_attempt=claim.attempt == 1)
        if isinstance(outcome, Applied):
            state = _STATE_OF_WISH[errand.entitlement.wanted]
            return Delivered(
                lambda session: self._record(session, errand, state, "applied_by_operator", None)
            )
        if isinstance(outcome, RefusedByOperator):
            return self._refused(errand, outcome.reason)
        if isinstance(outcome, Unsupported):
            return self._refused(errand, "unsupported")
        if isinstance(outcome, Pending) and outcome.will_tell:
            return Delivered()
        retry_after = outcome.retry_after_seconds if isinstance(outcome, Busy) else None
        return TryLater(type(outcome).__name__, retry_after, answered=isinstance(outcome, Pending))

    def _put(self, errand: Errand, *, first_attempt: bool) -> ReadOutcome:
        operator = self._operators[errand.operator]
        if not first_attempt:
            held = operator.read(errand.entitlement)
            if not isinstance(held, NotHeld):
                return held
        return operator.put(errand.entitlement)

    def _read(self, claim: Claim) -> Errand | None:
        with self._database.reading() as session:
            grant = session.get_one(Grant, claim.payload["grant_id"])
            is_over = claim.payload.get("is_over", False)
            wanted = EntitlementWish.ENDED if is_over else _WISH_OF_STATE.get(GrantState(grant.state))
            if wanted is None or grant.revision != claim.payload["revision"]:
                return None
            if is_over and self._errands.is_replaced(session, grant):
                return None
            return self._errands.make(session, grant, wanted)

    def _refused(self, errand: Errand, reason: str) -> Result:
        if errand.entitlement.wanted is EntitlementWish.ACTIVE:
            state, cause = GrantState.REFUSED, "refused_by_operator"
        elif reason in _OVER_ANYWAY:
            state, cause = GrantState.ENDED, "over_at_operator"
        else:
            return GiveUp(f"the operator refused to end: {reason}")
        return Delivered(lambda session: self._record(session, errand, state, cause, reason))

    def _record(
        self, session: Session, errand: Errand, state: GrantState, cause: str, reason: str | None
    ) -> None:
        grant = session.get_one(Grant, errand.grant_id, with_for_update=True)
        # A later wish has replaced this one, its time was over while the operator was asked, or the operator
        # has said the same at its own door.
        is_replaced = grant.revision != errand.entitlement.revision
        if is_replaced or grant.state not in IN_FORCE_STATES or grant.state == state:
            return
        operator = self._catalogue.get(errand.operator)
        now = self._clock.now()
        move(session, grant, state, cause=cause, actor=operator.id, at=now)
        grant.refused_because = reason[:_LONGEST_REASON] if reason else None
        record_access(
            session,
            grant.citizen_id,
            Actor("operator", operator.id, operator.name_zh),
            "perk.carried",
            at=now,
            purpose="perk.apply",
            object_id=grant.id,
            outcome=state,
        )
        self._telling.tell(session, News(grant.citizen_id, "perk.carried", now, state))
