"""Repairs 信用修复: whether a record can be repaired and from when, and the application."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from backend.identity.access_tokens import SignedInCitizen
from backend.records.catalogue import Seriousness
from backend.redress.eligibility import ConditionCode
from backend.redress.events import CaseKind, RepairWay
from backend.redress.repairs import RepairOutlook, RepairWish
from miniprogram_api.answer_fields import Answer, Body, day, flag, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.case_answers import CaseAnswer, render_case, say
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import iso_day
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("repairs", "信用修复 Repairs", CITIZEN)


class RepairConditionAnswer(Answer):
    """One condition of a repair."""

    code = word(ConditionCode)
    is_met = flag("It holds today.")
    why = text()


class OutlookAnswer(Answer):
    """Whether a record can be repaired, and what to read before applying."""

    is_possible = flag("An application is possible today.")
    possible_from = day("The first day, as far as time decides; null where it never is.", nullable=True)
    needs_proof = flag("The record does not show the duty as done: a proof is needed.")
    way = word(RepairWay, nullable=True)
    seriousness = word(Seriousness, nullable=True)
    conditions = parts(RepairConditionAnswer)
    open_case = text("The number of an application that is open already.", nullable=True)
    commitment = text("The commitment to make.")
    commitment_version = text()
    false_material = text("What follows from false material.")
    fee = text("That nothing costs anything.")


class RepairBody(Body):
    """An application; it is sent where both flags are true, and stays a draft otherwise."""

    record = fields.String(required=True)
    words = fields.String(load_default="")
    duty_done_on = fields.Date(load_default=None, allow_none=True)
    commits = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    knows_consequence = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class ConfirmationBody(Body):
    """The commitment, and that what follows from false material was read."""

    commits = fields.Boolean(required=True, truthy={True}, falsy={False})
    knows_consequence = fields.Boolean(required=True, truthy={True}, falsy={False})


class RepairsAnswer(Answer):
    """The citizen's applications, newest first."""

    repairs = parts(CaseAnswer)


@room.operation("GET", "/me/records/<record_id>/repair", Gives(OutlookAnswer, refuses=(403,)))
def judge_repair(caller: SignedInCitizen, record_id: str) -> Response:
    """这条记录能不能修复、何时可以申请 Whether this record can be repaired, from when, and why"""
    outlook = services().redress.repairs.judge(caller.citizen_id, record_id)
    return json_answer(_render_outlook(outlook, asked_language()))


@room.operation(
    "POST", "/me/repairs", Gives(CaseAnswer, 201, refuses=(403, 404)), Takes(RepairBody, request_key=True)
)
def apply_for_repair(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """申请信用修复（不收费），未作承诺的先存为草稿 Apply for repair, free; a draft until committed"""
    wish = RepairWish(
        body["record"], body["words"], body["duty_done_on"], body["commits"], body["knows_consequence"]
    )
    view = services().redress.repairs.apply(caller.citizen_id, wish, idempotency_key())
    return json_answer(render_case(view, asked_language()), 201)


@room.operation("GET", "/me/repairs", Gives(RepairsAnswer))
def list_repairs(caller: SignedInCitizen) -> Response:
    """查看我的修复申请 See my applications for repair"""
    language = asked_language()
    views = services().redress.cases.list_of_citizen(caller.citizen_id, CaseKind.REPAIR)
    return json_answer({"repairs": [render_case(view, language) for view in views]})


@room.operation("GET", "/me/repairs/<case_id>", Gives(CaseAnswer))
def get_repair(caller: SignedInCitizen, case_id: str) -> Response:
    """查看一件修复申请的进度，可用受理编号 See how an application stands, by its id or number"""
    view = services().redress.cases.track(caller.citizen_id, case_id, CaseKind.REPAIR)
    return json_answer(render_case(view, asked_language()))


@room.operation(
    "POST",
    "/me/repairs/<case_id>/confirm",
    Gives(CaseAnswer, refuses=(403, 409)),
    Takes(ConfirmationBody),
)
def confirm_repair(caller: SignedInCitizen, body: dict[str, bool], case_id: str) -> Response:
    """作出信用承诺并提交草稿 Make the commitment and send the draft"""
    view = services().redress.repairs.confirm(caller.citizen_id, case_id, **body)
    return json_answer(render_case(view, asked_language()))


@room.operation("POST", "/me/repairs/<case_id>/supply", Gives(CaseAnswer, refuses=(409,)))
def supply_repair(caller: SignedInCitizen, case_id: str) -> Response:
    """材料已补齐，继续办理 The materials that were asked for are there; go on"""
    view = services().redress.repairs.supply(caller.citizen_id, case_id)
    return json_answer(render_case(view, asked_language()))


@room.operation("POST", "/me/repairs/<case_id>/withdraw", Gives(CaseAnswer, refuses=(409,)))
def withdraw_repair(caller: SignedInCitizen, case_id: str) -> Response:
    """撤回修复申请 Take an application back"""
    view = services().redress.repairs.withdraw(caller.citizen_id, case_id)
    return json_answer(render_case(view, asked_language()))


def _render_outlook(outlook: RepairOutlook, language: Language) -> dict[str, Any]:
    judged, policy = outlook.eligibility, outlook.policy
    return {
        "is_possible": judged.is_possible and outlook.open_case is None,
        "possible_from": iso_day(judged.possible_from),
        "needs_proof": judged.needs_proof,
        "way": judged.way,
        "seriousness": judged.seriousness,
        "conditions": [
            {"code": one.code, "is_met": one.is_met, "why": say(one.said, language)}
            for one in judged.conditions
        ],
        "open_case": outlook.open_case,
        "commitment": say(policy.commitment, language),
        "commitment_version": policy.commitment_version,
        "false_material": say(policy.false_material, language),
        "fee": say(policy.no_fee, language),
    }
