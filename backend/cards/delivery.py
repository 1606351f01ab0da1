"""Telling an operator, from the outbox, that a link has ended."""

from __future__ import annotations

from collections.abc import Mapping

from backend.cards.models import LinkedCard
from backend.cards.ports import Applied, Busy, CardOperator, RefusedByOperator
from backend.platform.database import Database
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, Result, TryLater


class UnlinkDelivery:
    """Handles `card.unlink` messages; closing a link is repeatable at the operator."""

    def __init__(self, database: Database, operators: Mapping[str, CardOperator]) -> None:
        self._database = database
        self._operators = operators

    def deliver(self, claim: Claim) -> Result:
        """Close the link at its operator, which ends every perk on it."""
        with self._database.reading() as session:
            card = session.get_one(LinkedCard, claim.payload["card_id"])
        outcome = self._operators[card.operator].unlink(card.link_id)
        if isinstance(outcome, Applied):
            return Delivered()
        if isinstance(outcome, RefusedByOperator):
            return GiveUp(f"refused: {outcome.reason}")
        return TryLater(
            type(outcome).__name__, outcome.retry_after_seconds if isinstance(outcome, Busy) else None
        )
