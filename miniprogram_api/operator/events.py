"""Events from operators: who signed is who sends, and what is told is only a hint to read again."""

from __future__ import annotations

from flask import Response
from marshmallow import fields

from backend.cards.operator_access.incoming import OperatorEvent
from miniprogram_api.answer_fields import Answer, text
from miniprogram_api.authentication import SIGNED_EVENT
from miniprogram_api.json_answers import empty_answer
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("operator-events", "运营单位发来的事件 Events from operators", SIGNED_EVENT)


def _unread(meaning: str) -> fields.Raw:
    """Document what the contract has and nobody here reads: whatever it is, the event is taken."""
    return fields.Raw(allow_none=True, metadata={"description": f"{meaning} Not read."})


class EventData(Answer):
    """About which entitlement; all else is read at the operator."""

    entitlement_id = fields.String(allow_none=True)
    link_id = _unread("The link's id.")
    revision = _unread("The entitlement's revision.")


class EventBody(Answer):
    """A thin event, signed by Standard Webhooks."""

    type = text(example="entitlement.changed")
    timestamp = _unread("When it happened.")
    data = fields.Nested(EventData, required=True)


@room.operation("POST", "/operator/events/<operator>", Gives(None, 204), Takes(by_hand=EventBody))
def take_event(event: OperatorEvent, operator: str) -> Response:
    """接收运营单位的事件通知 Take an operator's event; the same again changes nothing"""
    services().operator_door.reports.take(event)
    return empty_answer()
