"""Tables of credit records, their former versions, and the organisations that records are about."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base, Moment
from backend.records.facts import RecordFacts, RecordState, is_taken_off


class CreditRecord(Base):
    """One entry of a source department about a person or an organisation, as it was last delivered.

    `subject_index` is the blind index of the ID number or credit code: records exist before their person has
    ever opened the service, and they are found without the number being readable. The key begins with it, so
    that the table can be split by subject; `id` follows from department, document, item and subject, so that
    a record delivered again is the same record. `fingerprint` tells whether a delivery says anything new.
    `corrected_on` is the day on which a decision on a dispute corrected the record or took it off.
    """

    __tablename__ = "credit_record"

    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(8))
    item_id: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(40))
    document_number: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    duty_fulfilled_on: Mapped[date | None] = mapped_column(Date)
    revised_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), default=RecordState.IN_FORCE)
    details_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(16))
    version: Mapped[int] = mapped_column(default=1)
    batch_id: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment)
    corrected_on: Mapped[date | None] = mapped_column(Date)

    def facts(self) -> RecordFacts:
        """Return what the status policy may know of this record."""
        return RecordFacts(
            record_id=self.id,
            item_id=self.item_id,
            decided_on=self.decided_on,
            valid_until=self.valid_until,
            duty_fulfilled_on=self.duty_fulfilled_on,
            state=RecordState(self.state),
            is_taken_off=self.is_taken_off,
        )

    @property
    def is_taken_off(self) -> bool:
        """Tell whether a decision on a dispute took the record off."""
        return is_taken_off(self.state, self.corrected_on, self.revised_on)


class CreditRecordVersion(Base):
    """What a record said before a later delivery replaced it; never changed."""

    __tablename__ = "credit_record_version"

    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    duty_fulfilled_on: Mapped[date | None] = mapped_column(Date)
    revised_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    details_encrypted: Mapped[bytes | None] = mapped_column(LargeBinary)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(16))
    batch_id: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment)
    replaced_at: Mapped[datetime] = mapped_column(Moment)


class RecordsRevision(Base):
    """Counts the changes to the records of all subjects whose index begins with `prefix` (two bytes).

    Whoever changes a record raises it in the same transaction; whoever kept something that follows from
    records knows by it whether that still holds.
    """

    __tablename__ = "records_revision"

    prefix: Mapped[bytes] = mapped_column(LargeBinary(2), primary_key=True)
    revision: Mapped[int]


class Organisation(Base):
    """A legal person or other organisation by its credit code, as public registers name it.

    `representative` is there only where the law publishes it with the registration.
    """

    __tablename__ = "organisation"

    code: Mapped[str] = mapped_column(String(18), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    representative: Mapped[str | None] = mapped_column(String(100))
    is_registered: Mapped[bool]
    stated_on: Mapped[date] = mapped_column(Date)
