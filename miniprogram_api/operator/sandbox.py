"""The sandbox: an operator's program makes grants that belong to nobody, and ends them."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import OneOf

from backend.cards.operator_access.keys import OperatorCaller
from backend.perks.catalogue import ContractPerk
from miniprogram_api.answer_fields import Body
from miniprogram_api.authentication import OPERATOR
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.operator.grants import HeldGrantAnswer, render_held
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("operator-sandbox", "运营单位沙箱 An operator's sandbox", OPERATOR)


class SandboxBody(Body):
    """One of the operator's own perks, in the contract's word."""

    perk = fields.String(required=True, validate=OneOf(list(ContractPerk)))


@room.operation(
    "POST",
    "/operator/sandbox/grants",
    Gives(HeldGrantAnswer, 201, refuses=(403,)),
    Takes(SandboxBody, request_key=True),
)
def make_sandbox_grant(caller: OperatorCaller, body: dict[str, Any]) -> Response:
    """在沙箱里生成一项激励 Make a grant that belongs to nobody"""
    made = services().operator_door.sandbox.make(caller, body["perk"], idempotency_key())
    return json_answer(render_held(made), 201)


@room.operation(
    "DELETE", "/operator/sandbox/grants/<grant_id>", Gives(HeldGrantAnswer, 202, refuses=(403, 409))
)
def end_sandbox_grant(caller: OperatorCaller, grant_id: str) -> Response:
    """在沙箱里要求结束一项激励 Wish the end of such a grant, as its citizen could"""
    return json_answer(render_held(services().operator_door.sandbox.end(caller, grant_id)), 202)
