"""Organisations and the records about them, as an import would leave them in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import insert

from backend.domain import Domain
from backend.platform.ids import new_id
from backend.records.details import seal_details
from backend.records.facts import RecordState
from backend.records.models import CreditRecord, Organisation
from backend.records.organisation_code import check_character
from backend.records.organisations import INDEX_KIND

PERMIT = "mkt.permit.food"
HONOUR = "mkt.honour.quality"
_order = count(1)


def an_organisation_code() -> str:
    """Return a fresh synthetic credit code (unassigned county 350299) with a valid check character."""
    first_seventeen = f"91350299MA{next(_order):07d}"
    return first_seventeen + check_character(first_seventeen)


def an_organisation(
    domain: Domain,
    *,
    name: str = "鹭岛示例贸易有限公司",
    representative: str | None = None,
    code: str | None = None,
) -> str:
    """Store an organisation, and return its code."""
    code = code or an_organisation_code()
    with domain.ground.database.transaction() as session:
        session.execute(
            insert(Organisation).values(
                code=code,
                name=name,
                representative=representative,
                is_registered=True,
                stated_on=date(2026, 1, 5),
            )
        )
    return code


def an_organisation_record(
    domain: Domain,
    code: str,
    item_id: str = PERMIT,
    decided_on: date = date(2026, 10, 1),
    *,
    details: Mapping[str, str | int] | None = None,
    **row: Any,
) -> str:
    """Store a record about the organisation, and return its id; `row` takes the place of usual values."""
    item = domain.policy.catalogue.find_item(item_id)
    record_id = new_id("rec")
    usual = {
        "id": record_id,
        "subject_index": domain.ground.blind_index.of(INDEX_KIND, code),
        "subject_kind": "legal",
        "item_id": item_id,
        "department": item.department if item else "nobody",
        "document_number": f"厦市监〔2026〕{next(_order)}号",
        "title": "行政决定书",
        "decided_on": decided_on,
        "state": RecordState.IN_FORCE,
        "details_encrypted": None
        if details is None
        else seal_details(domain.ground.cipher, record_id, details),
        "fingerprint": b"",
        "batch_id": "bat_builder",
        "received_at": domain.ground.clock.now(),
    }
    with domain.ground.database.transaction() as session:
        session.execute(insert(CreditRecord).values(usual | row))
    return record_id
