"""Use cases of records: a citizen sees each record held about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.identity.people import get_proven_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.records.catalogue import Catalogue, CatalogueItem, Department
from backend.records.details import open_details
from backend.records.models import CreditRecord


@dataclass(frozen=True)
class RecordView:
    """A record with its published catalogue item (None: the catalogue no longer lists it) and its source.

    `details` are those that came with it, the name that the department wrote among them.
    """

    record: CreditRecord
    item: CatalogueItem | None
    department: Department | None
    details: Mapping[str, Any]


class RecordService:
    """Shows people their own records: a right of access that asks for no consent (个保法 art. 45)."""

    def __init__(self, database: Database, clock: Clock, catalogue: Catalogue, cipher: FieldCipher) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._cipher = cipher

    def list_of_citizen(self, citizen_id: str) -> list[RecordView]:
        """List every record about the citizen, newest first; raises `Refused` before the real-name proof."""
        with self._database.transaction() as session:
            citizen = get_proven_citizen(session, citizen_id)
            records = list_of_subject(session, citizen.id_index or b"")
            record_access(
                session, citizen_id, the_citizen(citizen_id), "records.viewed", at=self._clock.now()
            )
            return [self._view(record) for record in records]

    def find_view(self, session: Session, subject_index: bytes, record_id: str) -> RecordView | None:
        """Return one record for another use case, which enters the look; None where it was deleted."""
        record = session.get(CreditRecord, (subject_index, record_id))
        return self._view(record) if record is not None else None

    def _view(self, record: CreditRecord) -> RecordView:
        department = self._catalogue.departments.get(record.department)
        details = open_details(self._cipher, record.id, record.details_encrypted)
        return RecordView(record, self._catalogue.find_item(record.item_id), department, details)


def list_of_subject(session: Session, subject_index: bytes) -> Sequence[CreditRecord]:
    """List the records of the person behind a blind index, newest first."""
    return session.scalars(
        select(CreditRecord)
        .where(CreditRecord.subject_index == subject_index)
        .order_by(CreditRecord.decided_on.desc(), CreditRecord.id)
    ).all()
