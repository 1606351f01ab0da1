"""Disputes 异议: saying that a record is wrong, from which moment it does not count."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from backend.identity.access_tokens import SignedInCitizen
from backend.redress.service import DisputeReason, DisputeState, DisputeView
from miniprogram_api.answer_fields import Answer, Body, moment, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("disputes", "异议 Disputes", CITIZEN)


class DisputeBody(Body):
    """Which record, what is wrong with it, and the person's own words."""

    record = fields.String(required=True)
    reason = fields.Enum(DisputeReason, by_value=True, required=True)
    words = fields.String(required=True)


class DisputeAnswer(Answer):
    """A dispute as its citizen sees it."""

    id = text()
    record = text()
    reason = word(DisputeReason)
    words = text()
    state = word(DisputeState)
    opened_at = moment("When.")


class DisputesAnswer(Answer):
    """The citizen's disputes, newest first."""

    disputes = parts(DisputeAnswer)


@room.operation("POST", "/me/disputes", Gives(DisputeAnswer, 201), Takes(DisputeBody, request_key=True))
def open_dispute(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """对一条记录提出异议，处理期间不计入 Dispute a record; it does not count until that is decided"""
    view = services().disputes.open(
        caller.citizen_id, body["record"], body["reason"], body["words"], idempotency_key()
    )
    return json_answer(_render_dispute(view), 201)


@room.operation("GET", "/me/disputes", Gives(DisputesAnswer))
def list_disputes(caller: SignedInCitizen) -> Response:
    """查看我的异议 See my disputes"""
    views = services().disputes.list_of_citizen(caller.citizen_id)
    return json_answer({"disputes": [_render_dispute(view) for view in views]})


def _render_dispute(view: DisputeView) -> dict[str, Any]:
    dispute = view.dispute
    return {
        "id": dispute.id,
        "record": dispute.record_id,
        "reason": dispute.reason,
        "words": view.words,
        "state": dispute.state,
        "opened_at": city_time(dispute.opened_at),
    }
