"""A department delivers records a few at a time, and is told of each what became of it."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import Any

from flask import Response, request
from marshmallow import fields
from marshmallow.validate import Length

from backend.records.departments import DepartmentCaller
from backend.records.importing.outcomes import RowOutcome
from backend.records.importing.service import MOST_ROWS_AT_ONCE
from miniprogram_api.answer_fields import Answer, Body, moment, number, parts, text, word
from miniprogram_api.authentication import DEPARTMENT
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import fields_invalid, read_json
from miniprogram_api.services import services

_MOST_BODY_BYTES = 4 * 1024 * 1024

room = Room("departments", "信源单位报送 Records from source departments", DEPARTMENT)


class BatchBody(Body):
    """Rows by the keys or the Chinese headings of their fields; docs/operations_by_subject.md lists them."""

    records = fields.List(
        fields.Dict(keys=fields.String()), required=True, validate=Length(1, MOST_ROWS_AT_ONCE)
    )


class FaultAnswer(Answer):
    """What is wrong with a field."""

    field = text("Its Chinese heading.")
    code = text("Stable.")
    zh = text("Why, in Chinese.")


class RowAnswer(Answer):
    """What became of a row."""

    line = number("Its place in the batch, from 1.")
    outcome = word(RowOutcome)
    record_id = text(nullable=True)
    faults = parts(FaultAnswer)


class BatchAnswer(Answer):
    """What became of a batch; the faulty rows wait in its quarantine."""

    batch_id = text()
    records = parts(RowAnswer)


class QualityAnswer(Answer):
    """What the department has delivered so far, counted in rows."""

    batches = number("Batches that are done.")
    rows = number("All rows.")
    created = number("New records.")
    replaced = number("Corrections and withdrawals.")
    unchanged = number("Rows that said nothing new.")
    duplicates = number("Identical repeats within a batch.")
    rejected = number("Rows in quarantine.")
    late = number("New records that came after their update cycle.")
    faults = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    last_at = moment("When the last batch was done.", nullable=True)


@room.operation("POST", "/departments/<code>/records", Gives(BatchAnswer), Takes(by_hand=BatchBody))
def deliver_records(caller: DepartmentCaller, code: str) -> Response:
    """报送一批记录，逐行答复 Deliver records; the same again changes nothing, a correction keeps history"""
    caller.require(code)
    request.max_content_length = _MOST_BODY_BYTES
    delivered = services().imports.deliver(code, _read_rows(read_json()))
    rows = [asdict(answer) for answer in delivered.answers]
    return json_answer({"batch_id": delivered.batch_id, "records": rows})


@room.operation(
    "GET",
    "/departments/<code>/batches/<batch_id>/quarantine",
    Gives({"type": "string"}, content_type="text/csv"),
)
def get_quarantine(caller: DepartmentCaller, code: str, batch_id: str) -> Response:
    """下载隔离的行，改正后重新报送 Fetch as CSV the rows that could not go in, to mend and deliver again"""
    caller.require(code)
    out = io.StringIO()
    services().imports.write_quarantine(code, batch_id, out)
    return Response(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


@room.operation("GET", "/departments/<code>/quality", Gives(QualityAnswer))
def get_quality(caller: DepartmentCaller, code: str) -> Response:
    """数据质量报告 See the quality of what was delivered: rejected, late, duplicate"""
    caller.require(code)
    quality = asdict(services().imports.read_quality(code))
    del quality["department"]
    return json_answer({**quality, "last_at": city_time(quality["last_at"])})


def _read_rows(body: Any) -> list[Any]:
    """Read a `BatchBody`; what a row holds is judged row by row, so that one bad row refuses no other."""
    records = body.get("records") if isinstance(body, dict) else None
    if not isinstance(records, list) or body.keys() != {"records"}:
        raise fields_invalid({"records": ["Not a list of rows, or not the only field."]})
    return records
