"""The cases that wait for a source department, and its answer to each."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Range

from backend.records.departments import DepartmentCaller
from backend.redress.corrections import Corrections
from backend.redress.department import DepartmentAnswer, DepartmentCase, Position
from backend.redress.events import CaseKind, State
from miniprogram_api.answer_fields import Answer, Body, day, flag, moment, number, parts, text, word
from miniprogram_api.authentication import DEPARTMENT
from miniprogram_api.citizen.case_answers import MaterialAnswer, render_material
from miniprogram_api.citizen.materials import file_answer
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time, iso_day
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("department-cases", "来源单位的案件 Cases of source departments", DEPARTMENT)


class DepartmentCorrectionsBody(Body):
    """What is right where the record is wrong; details by their keys."""

    title = fields.String(load_default=None)
    decided_on = fields.Date(load_default=None)
    valid_until = fields.Date(load_default=None)
    duty_fulfilled_on = fields.Date(load_default=None)
    details = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)


class PositionBody(Body):
    """The department's position upon a case as it was at `version`; the words are told to the citizen."""

    position = fields.Enum(Position, by_value=True, required=True)
    words = fields.String(load_default="")
    version = fields.Integer(required=True, strict=True, validate=Range(min=0))
    corrections = fields.Nested(DepartmentCorrectionsBody, load_default=None)


class DepartmentCaseAnswer(Answer):
    """A case, with the record by the department's own document number; no name, no ID number."""

    version = number("To be sent with the answer.")
    number = text()
    kind = word(CaseKind)
    state = word(State)
    item = text()
    document_number = text(nullable=True)
    title = text(nullable=True)
    decided_on = day("The day of the decision.", nullable=True)
    reason = text("What is said to be wrong, or the way of the repair.")
    words = text("The person's own.")
    opened_at = moment("When.")
    due_on = day("The last day for the answer.", nullable=True)
    is_serious = flag("A grant of its repair needs a second officer.")
    duty_done_on = day("When the person says that all was done.", nullable=True)
    materials = parts(MaterialAnswer)


class DepartmentCasesAnswer(Answer):
    """What waits for the department, the earliest deadline first."""

    cases = parts(DepartmentCaseAnswer)


@room.operation("GET", "/departments/<code>/cases", Gives(DepartmentCasesAnswer))
def list_department_cases(caller: DepartmentCaller, code: str) -> Response:
    """查看等待本单位答复或决定的案件 See the cases that wait for the department"""
    caller.require(code)
    cases = services().redress.department.list_cases(caller)
    return json_answer({"cases": [_render(case) for case in cases]})


@room.operation(
    "POST",
    "/departments/<code>/cases/<case_number>/answer",
    Gives(DepartmentCaseAnswer, refuses=(409,)),
    Takes(PositionBody),
)
def answer_department_case(
    caller: DepartmentCaller, body: dict[str, Any], code: str, case_number: str
) -> Response:
    """答复异议，或决定修复 Answer a dispute, or decide a repair"""
    caller.require(code)
    corrections = Corrections(**body.pop("corrections")) if body["corrections"] else body.pop("corrections")
    answer = DepartmentAnswer(**body, corrections=corrections)
    return json_answer(_render(services().redress.department.answer(caller, case_number, answer)))


@room.operation(
    "GET",
    "/departments/<code>/cases/<case_number>/materials/<material_id>",
    Gives({"type": "string", "format": "binary"}, content_type="application/octet-stream"),
)
def read_department_material(
    caller: DepartmentCaller, code: str, case_number: str, material_id: str
) -> Response:
    """下载案件材料 Fetch a material of a case"""
    caller.require(code)
    return file_answer(services().redress.department.read_material(caller, case_number, material_id))


def _render(case: DepartmentCase) -> dict[str, Any]:
    return {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "item": case.item_id,
        "document_number": case.document_number,
        "title": case.title,
        "decided_on": iso_day(case.decided_on),
        "reason": case.reason,
        "words": case.words,
        "opened_at": city_time(case.opened_at),
        "due_on": iso_day(case.due_on),
        "version": case.version,
        "is_serious": case.is_serious,
        "duty_done_on": iso_day(case.duty_done_on),
        "materials": [render_material(material) for material in case.materials],
    }
