"""The table of credit records."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment
from backend.records.facts import RecordFacts, RecordState


class CreditRecord(Base):
    """One entry of a source department about a person.

    `subject_index` is the blind index of the person's ID number: records exist before their person has
    ever opened the service, and they are found without the number being readable.
    """

    __tablename__ = "credit_record"
    __table_args__ = (
        UniqueConstraint("department", "document_number", "item_id", "subject_index"),
        Index("ix_credit_record_subject", "subject_index"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    item_id: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(40))
    document_number: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    duty_fulfilled_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), default=RecordState.IN_FORCE)
    received_at: Mapped[datetime] = mapped_column(Moment)

    def facts(self) -> RecordFacts:
        """Return what the status policy may know of this record."""
        return RecordFacts(
            record_id=self.id,
            item_id=self.item_id,
            decided_on=self.decided_on,
            valid_until=self.valid_until,
            duty_fulfilled_on=self.duty_fulfilled_on,
            state=RecordState(self.state),
        )
