"""Where the operator wants events: its address, and the secret that they are signed with."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.cards.operator_access.endpoints import LONGEST_URL, EndpointView
from backend.cards.operator_access.keys import OperatorCaller
from miniprogram_api.answer_fields import Answer, Body, moment, text
from miniprogram_api.authentication import OPERATOR
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("operator-webhook", "运营单位的事件地址 Where an operator's events go", OPERATOR)


class WebhookBody(Body):
    """The address; with `new_secret` the former secret signs beside the new one for 24 hours."""

    url = fields.String(required=True, validate=Length(1, LONGEST_URL))
    new_secret = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class WebhookAnswer(Answer):
    """Where events go; the secret is shown in the answer that made it and never again."""

    url = text()
    registered_at = moment("When an address was first registered.")
    disabled_because = text(
        "`gone` after an answer 410: nothing is sent until it is put anew.", nullable=True
    )
    former_secret_until = moment("Until when a former secret signs too.", nullable=True)
    secret = text("whsec_ and base64, as Standard Webhooks writes it.", nullable=True)


@room.operation("GET", "/operator/webhook", Gives(WebhookAnswer, refuses=(404,)))
def get_webhook(caller: OperatorCaller) -> Response:
    """查看接收事件的地址 See where events go"""
    return json_answer(_render(services().operator_door.endpoints.get(caller)))


@room.operation("PUT", "/operator/webhook", Gives(WebhookAnswer, refuses=(409,)), Takes(WebhookBody))
def put_webhook(caller: OperatorCaller, body: dict[str, Any]) -> Response:
    """登记接收事件的地址，或更换密钥 Say where events go, or have the secret changed"""
    endpoints = services().operator_door.endpoints
    return json_answer(_render(endpoints.register(caller, body["url"], with_new_secret=body["new_secret"])))


@room.operation("DELETE", "/operator/webhook", Gives(None, 204, refuses=(404,)))
def delete_webhook(caller: OperatorCaller) -> Response:
    """不再接收事件 Take no more events"""
    services().operator_door.endpoints.remove(caller)
    return empty_answer()


def _render(endpoint: EndpointView) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "registered_at": city_time(endpoint.registered_at),
        "disabled_because": endpoint.disabled_because,
        "former_secret_until": city_time(endpoint.former_secret_until),
        "secret": endpoint.secret,
    }
