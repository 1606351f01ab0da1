"""What an operator's event leads to: the grant is read again at the operator, and nothing is believed."""

from __future__ import annotations

from sqlalchemy import select

from backend.cards.models import LinkedCard
from backend.cards.operator_access.incoming import OperatorEvent, take_once
from backend.cards.operator_access.outgoing import EVENT_TYPE
from backend.cards.service import stream_of
from backend.perks.checking import ask_to_check
from backend.perks.models import Grant
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.queue import hasten

_CAUSE = "event"


class OperatorReports:
    """Takes events of operators, each once, in whatever order and however often they come."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def take(self, event: OperatorEvent) -> None:
        """Ask for the grant that the event names to be read again, now and not at the next try.

        An event that came before, of another type, or about nothing of that operator's is taken as well: to
        refuse it would only have it sent again.
        """
        now = self._clock.now()
        with self._database.transaction() as session:
            if not take_once(session, event, now) or event.type != EVENT_TYPE:
                return
            grant = session.scalars(
                select(Grant).where(
                    Grant.entitlement_id == event.entitlement_id, Grant.operator == event.operator_id
                )
            ).one_or_none()
            if grant is not None:
                card = session.get_one(LinkedCard, grant.card_id)
                ask_to_check(session, grant, card, cause=_CAUSE, at=now)
                session.flush()
                hasten(session, stream_of(card), now)
