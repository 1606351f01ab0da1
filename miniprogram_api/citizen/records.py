"""Every record held about the citizen, each with its source and its dispute button."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.records.catalogue import Polarity
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.records.service import RecordView
from miniprogram_api.answer_fields import Answer, Named, day, part, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import iso_day
from miniprogram_api.operations import PREFIX, Gives, Room
from miniprogram_api.record_answers import DepartmentAnswer, DetailAnswer, render_details, render_source
from miniprogram_api.services import services

room = Room("records", "信用记录 Records", CITIZEN)


class DisputeLink(Answer):
    """The request that disputes a record."""

    method = text(example="POST")
    href = text()
    record = text()


class RecordAnswer(Answer):
    """One record as its source department delivered it."""

    id = text()
    item = part(Named)
    department = part(DepartmentAnswer)
    document_number = text()
    title = text()
    decided_on = day("The day of the decision.")
    valid_until = day("The last day that the source gave.", nullable=True)
    duty_fulfilled_on = day("The day on which everything asked for was done.", nullable=True)
    state = word(RecordState)
    polarity = word(Polarity, "Null where the catalogue does not list the item.", nullable=True)
    legal_basis = text(nullable=True)
    details = parts(DetailAnswer)
    dispute = part(DisputeLink, nullable=True)


class RecordsAnswer(Answer):
    """All records about the citizen, newest first."""

    records = parts(RecordAnswer)


@room.operation("GET", "/me/records", Gives(RecordsAnswer, refuses=(403,)))
def list_records(caller: SignedInCitizen) -> Response:
    """查看我名下的全部信用记录 See every record held about me"""
    language = asked_language()
    views = services().records.list_of_citizen(caller.citizen_id)
    return json_answer({"records": [_render_record(view, language) for view in views]})


def _render_record(view: RecordView, language: Language) -> dict[str, Any]:
    record, item = view.record, view.item
    return {
        "id": record.id,
        **render_source(record, item, view.department, language),
        "document_number": record.document_number,
        "title": record.title,
        "decided_on": iso_day(record.decided_on),
        "valid_until": iso_day(record.valid_until),
        "duty_fulfilled_on": iso_day(record.duty_fulfilled_on),
        "state": record.state,
        "polarity": item.polarity if item else None,
        "legal_basis": language.pick(item.legal_basis, item.legal_basis_en) if item else None,
        "details": render_details(view.details, language),
        "dispute": _dispute_of(record),
    }


def _dispute_of(record: CreditRecord) -> dict[str, str] | None:
    """Return the dispute button, or None for a record that is in dispute or counts no more for good."""
    if record.state != RecordState.IN_FORCE:
        return None
    return {"method": "POST", "href": f"{PREFIX}/me/disputes", "record": record.id}
