"""What departments hold of the person, and the status that follows with its reasons."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.identity.models import Citizen
from backend.platform.errors import Refused
from backend.platform.field_encryption import FieldCipher
from backend.records.catalogue import Catalogue
from backend.records.details import open_details
from backend.records.models import CreditRecord, CreditRecordVersion
from backend.records.service import list_of_subject
from backend.status.service import StatusReader

_SAID = ("title", "decided_on", "valid_until", "duty_fulfilled_on", "revised_on", "state", "version")


def read_records(
    session: Session, cipher: FieldCipher, catalogue: Catalogue, citizen_id: str
) -> dict[str, Any]:
    """Return every record with where it came from, what it says, and what it said before."""
    subject_index = session.get_one(Citizen, citizen_id).id_index
    records = list_of_subject(session, subject_index) if subject_index is not None else []
    return {"records": [_record(session, cipher, catalogue, one) for one in records]}


def read_status(session: Session, reader: StatusReader, citizen_id: str) -> dict[str, Any]:
    """Return the status of today with a line for each record, or in words why there is none."""
    try:
        report = reader.read(session, citizen_id)
    except Refused as refusal:
        return {"status": None, "why_none": {"code": refusal.code, "text": refusal.zh}}
    return {
        "status": {
            "evaluated_on": report.evaluated_on,
            "policy_version": report.policy_version,
            "catalogue_version": report.catalogue_version,
            "level": {
                "id": report.level.id,
                "name": report.level.name_zh,
                "meaning": report.level.meaning_zh,
            },
            "lines": [
                {
                    "record": line.record_id,
                    "counts": line.counts,
                    "reason": line.reason,
                    "text": line.zh,
                    "until": line.until,
                }
                for line in report.lines
            ],
            "improvements": [
                {"code": one.code, "text": one.zh, "on": one.on, "record": one.record_id}
                for one in report.improvements
            ],
        },
        "why_none": None,
    }


def _record(
    session: Session, cipher: FieldCipher, catalogue: Catalogue, record: CreditRecord
) -> dict[str, Any]:
    item, department = catalogue.find_item(record.item_id), catalogue.departments.get(record.department)
    former = session.scalars(
        select(CreditRecordVersion)
        .where(
            CreditRecordVersion.subject_index == record.subject_index,
            CreditRecordVersion.record_id == record.id,
        )
        .order_by(CreditRecordVersion.version)
    )
    return {
        "id": record.id,
        "item": {"id": record.item_id, "name": item.name_zh if item else None},
        "department": {"id": record.department, "name": department.name_zh if department else None},
        "document_number": record.document_number,
        **{name: getattr(record, name) for name in _SAID},
        "corrected_on": record.corrected_on,
        "received_at": record.received_at,
        "details": open_details(cipher, record.id, record.details_encrypted),
        "versions": [
            {
                **{name: getattr(one, name) for name in _SAID},
                "details": open_details(cipher, record.id, one.details_encrypted),
                "received_at": one.received_at,
                "replaced_at": one.replaced_at,
            }
            for one in former
        ],
    }
