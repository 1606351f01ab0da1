"""A case at the desk: looking at it, at its materials, and taking the next step."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response
from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Range

from backend.officers.sessions import SignedInOfficer
from backend.redress.case_views import DeskCase
from backend.redress.corrections import LONGEST_WORDS, Corrections
from backend.redress.desk import Decision
from backend.redress.events import Event
from backend.redress.materials import MaterialContent
from miniprogram_api.answer_fields import Body
from miniprogram_api.authentication import OFFICER
from miniprogram_api.json_answers import json_answer
from miniprogram_api.officer.case_answers import DeskCaseAnswer, render_desk_case
from miniprogram_api.officer.desk_officer import at_the_desk, reader_of
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("officer-cases", "经办人案件 Cases at the desk", OFFICER)

_LARGEST_AMOUNT_FEN = 10**15
# Even opened as a page of its own it runs nothing, asks for nothing and has no origin.
_FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_PICTURES = ("image/jpeg", "image/png")
_ANY_BYTES = {"type": "string", "format": "binary"}


def _text_or_amount(value: object) -> None:
    is_amount = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_AMOUNT_FEN
    if not is_amount and not (isinstance(value, str) and 1 <= len(value) <= LONGEST_WORDS):
        raise ValidationError("A detail is a text, or an amount in whole fen.")


class DeskCorrectionsBody(Body):
    """What is right where the record is wrong; details by their keys, amounts in fen."""

    title = fields.String(load_default=None)
    decided_on = fields.Date(load_default=None)
    valid_until = fields.Date(load_default=None)
    duty_fulfilled_on = fields.Date(load_default=None)
    details = fields.Dict(
        keys=fields.String(validate=Length(1, 40)),
        values=fields.Raw(validate=_text_or_amount),
        load_default=dict,
    )


class DecisionBody(Body):
    """One step upon the case as it was at `version`; the citizen is told the template's words and `words`."""

    event = fields.Enum(Event, by_value=True, required=True)
    version = fields.Integer(required=True, strict=True, validate=Range(0, 2**31 - 1))
    template = fields.String(load_default=None, allow_none=True, validate=Length(1, 40))
    words = fields.String(load_default="", validate=Length(0, LONGEST_WORDS))
    corrections = fields.Nested(DeskCorrectionsBody, load_default=None, allow_none=True)


@room.operation("GET", "/officer/cases/<number>", Gives(DeskCaseAnswer))
def get_desk_case(caller: SignedInOfficer, number: str) -> Response:
    """查看一个案件的全部内容和可办的步骤 See a case with everything on it, and what may be done"""
    return _answer(caller, services().redress.desk.get_case(at_the_desk(caller), number))


@room.operation(
    "GET",
    "/officer/cases/<number>/materials/<material_id>",
    Gives(_ANY_BYTES, content_type="application/pdf", or_types=_PICTURES),
)
def read_case_material(caller: SignedInOfficer, number: str, material_id: str) -> Response:
    """查看案件材料 See a material of the case"""
    return _file(services().redress.desk.read_material(at_the_desk(caller), number, material_id))


@room.operation(
    "POST",
    "/officer/cases/<number>/decisions",
    Gives(DeskCaseAnswer, 201),
    Takes(DecisionBody, request_key=True),
)
def decide_case(caller: SignedInOfficer, body: dict[str, Any], number: str) -> Response:
    """办理一步：接手、转交、决定、复核等 Take a step: take, forward, decide, approve"""
    desk, officer, key = services().redress.desk, at_the_desk(caller), idempotency_key()
    given = body["corrections"]
    decision = Decision(**body | {"corrections": Corrections(**given) if given is not None else None})
    if decision.event is Event.TAKE:
        case = desk.take(officer, number, version=decision.version, request_key=key)
    else:
        case = desk.decide(officer, number, decision, key)
    return _answer(caller, case, 201)


def _answer(caller: SignedInOfficer, case: DeskCase, status: int = 200) -> Response:
    reader = reader_of(caller, [case.assigned_to, case.proposed_by, case.decided_by])
    return json_answer(render_desk_case(case, services().redress.desk.list_templates(), reader), status)


def _file(material: MaterialContent) -> Response:
    """Return a picture to look at, or another file to be saved; never a page of ours."""
    is_picture = material.media_type in _PICTURES
    answer = Response(material.content, content_type=material.media_type)
    kind = "inline" if is_picture else "attachment"
    answer.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(material.file_name)}"
    answer.headers["Content-Security-Policy"] = _FILE_POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
