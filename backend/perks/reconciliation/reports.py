"""What the rounds found, for the platform's clerk and for the operator itself."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backend.perks.reconciliation.models import ReconciliationDifference, ReconciliationRound
from backend.platform.database import Database

LONGEST_PAGE = 200


class ReconciliationReports:
    """Lists rounds and differences, the newest first; nothing in them names a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get_round(self, round_id: str) -> ReconciliationRound:
        """Return one round."""
        with self._database.reading() as session:
            return session.get_one(ReconciliationRound, round_id)

    def list_rounds(
        self, operator_id: str | None = None, *, limit: int = LONGEST_PAGE
    ) -> Sequence[ReconciliationRound]:
        """List the last rounds, of one operator or of all."""
        query = select(ReconciliationRound).order_by(ReconciliationRound.began_at.desc())
        if operator_id is not None:
            query = query.where(ReconciliationRound.operator == operator_id)
        with self._database.reading() as session:
            return session.scalars(query.limit(min(limit, LONGEST_PAGE))).all()

    def list_differences(
        self, operator_id: str | None = None, *, before: int | None = None, limit: int = LONGEST_PAGE
    ) -> Sequence[ReconciliationDifference]:
        """List differences of the last 90 days, of one operator or of all.

        `before` is the `sequence` of the last one seen: those found before it follow.
        """
        row = ReconciliationDifference
        query = select(row).order_by(row.sequence.desc())
        if operator_id is not None:
            query = query.where(row.operator == operator_id)
        if before is not None:
            query = query.where(row.sequence < before)
        with self._database.reading() as session:
            return session.scalars(query.limit(min(limit, LONGEST_PAGE))).all()
