"""Disputes 异议: saying that a record is wrong, from which moment it does not count."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from backend.identity.access_tokens import SignedInCitizen
from backend.redress.events import CaseKind, DisputeReason
from miniprogram_api.answer_fields import Answer, Body, parts
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.case_answers import CaseAnswer, render_case
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("disputes", "异议 Disputes", CITIZEN)


class DisputeBody(Body):
    """Which record, what is wrong with it, and the person's own words."""

    record = fields.String(required=True)
    reason = fields.Enum(DisputeReason, by_value=True, required=True)
    words = fields.String(required=True)


class ReviewBody(Body):
    """Why the decision is not right, in the person's own words."""

    words = fields.String(load_default="")


class DisputesAnswer(Answer):
    """The citizen's disputes, newest first."""

    disputes = parts(CaseAnswer)


@room.operation(
    "POST", "/me/disputes", Gives(CaseAnswer, 201, refuses=(403, 404)), Takes(DisputeBody, request_key=True)
)
def open_dispute(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """对一条记录提出异议，处理期间不计入 Dispute a record; it does not count until that is decided"""
    view = services().redress.disputes.open(
        caller.citizen_id, body["record"], body["reason"], body["words"], idempotency_key()
    )
    return json_answer(render_case(view, asked_language()), 201)


@room.operation("GET", "/me/disputes", Gives(DisputesAnswer))
def list_disputes(caller: SignedInCitizen) -> Response:
    """查看我的异议 See my disputes"""
    language = asked_language()
    views = services().redress.cases.list_of_citizen(caller.citizen_id, CaseKind.DISPUTE)
    return json_answer({"disputes": [render_case(view, language) for view in views]})


@room.operation("GET", "/me/disputes/<case_id>", Gives(CaseAnswer))
def get_dispute(caller: SignedInCitizen, case_id: str) -> Response:
    """查看一件异议的进度，可用受理编号 See how a dispute stands, by its id or number"""
    view = services().redress.cases.track(caller.citizen_id, case_id, CaseKind.DISPUTE)
    return json_answer(render_case(view, asked_language()))


@room.operation("POST", "/me/disputes/<case_id>/withdraw", Gives(CaseAnswer, refuses=(409,)))
def withdraw_dispute(caller: SignedInCitizen, case_id: str) -> Response:
    """撤回异议，记录恢复计入 Take a dispute back; the record counts again"""
    view = services().redress.disputes.withdraw(caller.citizen_id, case_id)
    return json_answer(render_case(view, asked_language()))


@room.operation(
    "POST",
    "/me/disputes/<case_id>/review",
    Gives(CaseAnswer, refuses=(403, 409)),
    Takes(ReviewBody, body_required=False),
)
def review_dispute(caller: SignedInCitizen, body: dict[str, Any], case_id: str) -> Response:
    """申请复核，换人审看，一次为限 Ask that another officer looks at the decision, once"""
    view = services().redress.disputes.ask_review(caller.citizen_id, case_id, body["words"])
    return json_answer(render_case(view, asked_language()))
