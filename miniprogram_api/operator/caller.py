"""Who calls: the operator whose key it is."""

from __future__ import annotations

from flask import Response

from backend.cards.operator_access.keys import OperatorCaller
from miniprogram_api.answer_fields import Answer, flag, text
from miniprogram_api.authentication import OPERATOR
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("operator", "运营单位 Card operator", OPERATOR)


class OperatorAnswer(Answer):
    """The operator that calls, and what its key opens."""

    id = text()
    name = text()
    is_sandbox = flag("A key of the sandbox: synthetic grants alone.")


@room.operation("GET", "/operator", Gives(OperatorAnswer))
def get_operator(caller: OperatorCaller) -> Response:
    """查看密钥属于哪家单位 See whose key this is"""
    operator = services().policy.operators.get(caller.operator_id)
    name = asked_language().pick_name(operator.name_zh, operator.name_en)
    return json_answer({"id": operator.id, "name": name, "is_sandbox": caller.is_sandbox})
