"""Telling an operator, from the outbox, that a link has ended."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from backend.cards.accounts import link_of
from backend.cards.models import LinkedCard
from backend.cards.ports import Applied, Busy, CardOperator, Pending, RefusedByOperator
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.worker import Delivered, GiveUp, Result, TryLater


class UnlinkDelivery:
    """Handles `card.unlink` messages; closing a link is repeatable at the operator."""

    def __init__(
        self, database: Database, cipher: FieldCipher, operators: Mapping[str, CardOperator]
    ) -> None:
        self._database = database
        self._cipher = cipher
        self._operators = operators

    def deliver(self, claim: Claim) -> Result:
        """Close the link at its operator, which ends every perk on it, and forget its account."""
        with self._database.reading() as session:
            card = session.get_one(LinkedCard, claim.payload["card_id"])
            link = link_of(self._cipher, card)
        outcome = self._operators[card.operator].unlink(link)
        if isinstance(outcome, Applied):
            return Delivered(lambda session: _forget_account(session, card.id))
        if isinstance(outcome, RefusedByOperator):
            return GiveUp(f"refused: {outcome.reason}")
        retry_after = outcome.retry_after_seconds if isinstance(outcome, Busy) else None
        return TryLater(type(outcome).__name__, retry_after, answered=isinstance(outcome, Pending))


def _forget_account(session: Session, card_id: str) -> None:
    session.get_one(LinkedCard, card_id).account_encrypted = None
