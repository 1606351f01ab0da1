"""Looking again at what an operator holds of one grant, and mending what differs.

A check stands in the stream of its link, so that it comes after every wish that was sent before it, and
believes nothing but what the operator answers when it is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access
from backend.audit.telling import News, Telling
from backend.cards.models import LinkedCard
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
from backend.cards.service import stream_of
from backend.perks.errands import Errand, Errands
from backend.perks.life import end_over, move, send_end_again, send_wish
from backend.perks.models import IN_FORCE_STATES, OPEN_STATES, Grant, GrantState
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.ids import new_id
from backend.platform.outbox.models import READY, OutboxMessage
from backend.platform.outbox.queue import Claim, enqueue
from backend.platform.outbox.worker import Delivered, GiveUp, Result, TryLater

log = logging.getLogger(__name__)

CHECK_TOPIC = "entitlement.check"
_ENDED_BY_OPERATOR = "ended-by-operator"
# What an operator answers because of how it is set up; no citizen may lose a perk by it.
_FAULTS_OF_THE_SETUP = {"operator-misconfigured"}
_FOUND = {GrantState.PENDING: GrantState.ACTIVE, GrantState.ENDING: GrantState.ENDED}
_LONGEST_REASON = 60
_HIGHEST_REVISION = 1_000_000_000


def ask_to_check(session: Session, grant: Grant, card: LinkedCard, *, cause: str, at: datetime) -> None:
    """Have the grant read at its operator and mended; one waiting check of a revision is enough.

    `cause` says who asked (`reconciliation`, `event`, …) and is kept as the actor of any step that follows.
    A check that is being made just now does not count as waiting: it may have read already.
    """
    held = session.get_one(Grant, grant.id, with_for_update=True)
    waiting = select(OutboxMessage.payload).where(
        OutboxMessage.stream == stream_of(card),
        OutboxMessage.topic == CHECK_TOPIC,
        OutboxMessage.state == READY,
        or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= at),
    )
    asked = {"grant_id": held.id, "revision": held.revision}
    if any(asked.items() <= payload.items() for payload in session.scalars(waiting)):
        return
    enqueue(
        session,
        key=f"{CHECK_TOPIC}:{new_id(held.id)}",
        stream=stream_of(card),
        topic=CHECK_TOPIC,
        payload={**asked, "cause": cause},
        at=at,
    )


Step = Callable[[Session, Grant, LinkedCard, datetime], None]


class EntitlementCheck:
    """Handles `entitlement.check`: reads at the operator, and mends in the transaction that settles."""

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
        """Check a grant; one whose wish has changed meanwhile is passed over, for that wish is on its way."""
        with self._database.reading() as session:
            grant = session.get_one(Grant, claim.payload["grant_id"])
            if grant.revision != claim.payload["revision"]:
                return Delivered()
            if grant.state in IN_FORCE_STATES and grant.valid_until <= self._clock.now():
                return Delivered(self._end_over(grant.id))
            if not self._errands.is_published(grant):
                return GiveUp("the perk is not published any more")
            if grant.state not in IN_FORCE_STATES and self._errands.is_replaced(session, grant):
                return Delivered()
            wanted = EntitlementWish.ACTIVE if grant.state in OPEN_STATES else EntitlementWish.ENDED
            errand = self._errands.make(session, grant, wanted)
            state = GrantState(grant.state)
        outcome = self._operators[errand.operator].read(errand.entitlement)
        return self._judge(errand, state, outcome, str(claim.payload["cause"]))

    def _judge(self, errand: Errand, state: GrantState, outcome: ReadOutcome, asker: str) -> Result:
        if isinstance(outcome, Unsupported) or (isinstance(outcome, Pending) and outcome.will_tell):
            return Delivered()
        if isinstance(outcome, RefusedByOperator):
            return self._judge_refusal(errand, state, outcome, asker)
        is_over = state not in IN_FORCE_STATES
        # Over here, and yet under way or in effect there: only telling again can end it.
        if isinstance(outcome, NotHeld) or (isinstance(outcome, Pending) and is_over):
            return self._delivered(errand, state, _put_again(asker))
        if isinstance(outcome, Applied):
            return self._delivered(errand, state, _take_as_found(errand.operator))
        retry_after = outcome.retry_after_seconds if isinstance(outcome, Busy) else None
        return TryLater(type(outcome).__name__, retry_after, answered=isinstance(outcome, Pending))

    def _judge_refusal(
        self, errand: Errand, state: GrantState, refused: RefusedByOperator, asker: str
    ) -> Result:
        if refused.reason == "stale-revision":
            held = refused.current_revision
            if held is None or held > _HIGHEST_REVISION:
                return GiveUp("the operator holds a later revision and does not say which")
            return self._delivered(errand, state, _put_again(asker, above=held))
        if refused.reason in _FAULTS_OF_THE_SETUP:
            return GiveUp(f"could not be read: {refused.reason}")
        if state in OPEN_STATES:
            log.info("%s has ended a grant: %s", errand.operator, refused.reason)
            return self._delivered(errand, state, self._tell_ended(errand.operator, refused.reason))
        return self._delivered(errand, state, _take_as_found(errand.operator))

    def _delivered(self, errand: Errand, state: GrantState, step: Step) -> Delivered:
        """Take the step, unless the grant took another while its operator was asked."""

        def record(session: Session) -> None:
            grant = session.get_one(Grant, errand.grant_id, with_for_update=True)
            if grant.revision == errand.entitlement.revision and grant.state == state:
                card = session.get_one(LinkedCard, grant.card_id)
                step(session, grant, card, self._clock.now())

        return Delivered(record)

    def _end_over(self, grant_id: str) -> Callable[[Session], None]:
        told, now = self._catalogue.list_to_be_told(), self._clock.now()

        def record(session: Session) -> None:
            end_over(session, Grant.id == grant_id, told=told, at=now)

        return record

    def _tell_ended(self, operator_id: str, reason: str) -> Step:
        """Return the step of a grant that its operator refused or ended by itself: the citizen is told."""
        operator = self._catalogue.get(operator_id)

        def step(session: Session, grant: Grant, _card: LinkedCard, now: datetime) -> None:
            was_never = grant.state == GrantState.PENDING and reason != _ENDED_BY_OPERATOR
            state = GrantState.REFUSED if was_never else GrantState.ENDED
            cause = "refused_by_operator" if was_never else "ended_by_operator"
            move(session, grant, state, cause=cause, actor=operator.id, at=now)
            grant.refused_because = reason[:_LONGEST_REASON]
            record_access(
                session,
                grant.citizen_id,
                Actor("operator", operator.id, operator.name_zh),
                "perk.ended_by_operator",
                at=now,
                purpose="perk.apply",
                object_id=grant.perk,
                outcome=state,
            )
            self._telling.tell(session, News(grant.citizen_id, "perk.ended_by_operator", now, state))

        return step


def _put_again(asker: str, above: int = 0) -> Step:
    """Return the step that sends the present wish again, under a revision above what the operator holds."""

    def step(session: Session, grant: Grant, card: LinkedCard, now: datetime) -> None:
        grant.revision = max(grant.revision, above)
        if grant.state not in IN_FORCE_STATES:
            send_end_again(session, grant, card, actor=asker, at=now)
            return
        state = GrantState.PENDING if grant.state in OPEN_STATES else GrantState.ENDING
        move(session, grant, state, cause="not_as_wished_at_operator", actor=asker, at=now)
        send_wish(session, grant, card, at=now)

    return step


def _take_as_found(operator_id: str) -> Step:
    """Return the step to what the operator holds: in effect as wished, or over as wished."""

    def step(session: Session, grant: Grant, _card: LinkedCard, now: datetime) -> None:
        found = _FOUND.get(GrantState(grant.state))
        if found is not None:
            move(session, grant, found, cause="found_at_operator", actor=operator_id, at=now)

    return step
