"""The perks that a citizen has: asking for one, seeing how far it has come, giving it back."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.perks.models import GrantState
from backend.perks.service import GrantView
from miniprogram_api.answer_fields import Answer, Body, moment, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("my-perks", "我的激励 My perks", CITIZEN)


class PerkBody(Body):
    """Which perk, on which linked card."""

    perk = fields.String(required=True, validate=Length(1, 60))
    card = fields.String(required=True, validate=Length(1, 40))


class StepAnswer(Answer):
    """One step of a grant's life."""

    at = moment("When.")
    state = word(GrantState)
    cause = text()
    actor = text()


class GrantAnswer(Answer):
    """A perk on a card, with every step of its life."""

    id = text()
    perk = text("The perk's id.")
    card = text("The linked card's id.")
    state = word(GrantState)
    requested_at = moment("When it was asked for.")
    valid_until = moment("When it ends by itself.")
    refused_because = text("The operator's reason.", nullable=True)
    notice = text("What the coming end was announced with: `renewable`, or what is missing.", nullable=True)
    noticed_at = moment("When the end was announced.", nullable=True)
    steps = parts(StepAnswer)


class GrantsAnswer(Answer):
    """The citizen's perks, newest first."""

    perks = parts(GrantAnswer)


@room.operation(
    "POST", "/me/perks", Gives(GrantAnswer, 202, refuses=(403, 404)), Takes(PerkBody, request_key=True)
)
def request_perk(caller: SignedInCitizen, body: dict[str, str]) -> Response:
    """申请一项激励，运营单位随后办理 Ask for a perk; its operator is told at once"""
    view = services().perks.request(caller.citizen_id, body["perk"], body["card"], idempotency_key())
    return json_answer(_render_grant(view), 202)


@room.operation("GET", "/me/perks", Gives(GrantsAnswer))
def list_my_perks(caller: SignedInCitizen) -> Response:
    """查看我的激励 See my perks"""
    views = services().perks.list_of_citizen(caller.citizen_id)
    return json_answer({"perks": [_render_grant(view) for view in views]})


@room.operation("GET", "/me/perks/<grant_id>", Gives(GrantAnswer))
def get_my_perk(caller: SignedInCitizen, grant_id: str) -> Response:
    """查看一项激励办到哪一步 See how far one perk has come"""
    return json_answer(_render_grant(services().perks.get(caller.citizen_id, grant_id)))


@room.operation("DELETE", "/me/perks/<grant_id>", Gives(GrantAnswer, 202, refuses=(409,)))
def give_perk_back(caller: SignedInCitizen, grant_id: str) -> Response:
    """退回一项激励，已借出的照旧 Give a perk back; what is lent stays lent"""
    return json_answer(_render_grant(services().perks.end(caller.citizen_id, grant_id)), 202)


def _render_grant(view: GrantView) -> dict[str, Any]:
    grant = view.grant
    return {
        "id": grant.id,
        "perk": grant.perk,
        "card": grant.card_id,
        "state": grant.state,
        "requested_at": city_time(grant.requested_at),
        "valid_until": city_time(grant.valid_until),
        "refused_because": grant.refused_because,
        "notice": grant.notice,
        "noticed_at": city_time(grant.noticed_at),
        "steps": [
            {"at": city_time(step.at), "state": step.state, "cause": step.cause, "actor": step.actor}
            for step in view.steps
        ],
    }
