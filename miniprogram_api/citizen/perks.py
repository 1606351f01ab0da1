"""Perks: which there are, whether my status opens them, asking for one, giving one back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response
from marshmallow import Schema, fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.perks.catalogue import Perk
from backend.perks.eligibility import Eligibility
from backend.perks.models import GrantState
from backend.perks.service import GrantView
from backend.platform.errors import Refused
from backend.status.policy import LevelId
from miniprogram_api.answer_fields import Body, flag, moment, number, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("perks", "守信激励 Perks", CITIZEN)


class PerkBody(Body):
    """Which perk, on which linked card."""

    perk = fields.String(required=True, validate=Length(1, 60))
    card = fields.String(required=True, validate=Length(1, 40))


class PerkAnswer(Schema):
    """A published perk and whether the caller's status opens it."""

    id = text(example="library.deposit_free")
    name = text()
    operator = text()
    gives = text()
    terms = text()
    minimum_level = word(LevelId)
    validity_days = number("How long a grant lasts.")
    max_value_fen = number("The most it is worth, in fen.", nullable=True)
    eligible = flag("Null where the status may not be read.", nullable=True)
    why = text("The reason, or what stands in the way of telling.")


class PerksAnswer(Schema):
    """Every perk there is; `status_unread_because` is the code of what stood in the way of eligibility."""

    perks = parts(PerkAnswer)
    status_unread_because = text(nullable=True, example="consent-required/status.evaluate")


class StepAnswer(Schema):
    """One step of a grant's life."""

    at = moment("When.")
    state = word(GrantState)
    cause = text()
    actor = text()


class GrantAnswer(Schema):
    """A perk on a card, with every step of its life."""

    id = text()
    perk = text("The perk's id.")
    card = text("The linked card's id.")
    state = word(GrantState)
    requested_at = moment("When it was asked for.")
    valid_until = moment("When it ends by itself.")
    refused_because = text("The operator's reason.", nullable=True)
    steps = parts(StepAnswer)


class GrantsAnswer(Schema):
    """The citizen's perks, newest first."""

    perks = parts(GrantAnswer)


@room.operation("GET", "/perks", Gives(PerksAnswer))
def list_perks(caller: SignedInCitizen) -> Response:
    """查看全部守信激励及是否符合条件 See every perk and whether my status opens it"""
    language, the = asked_language(), services()
    try:
        judged: Iterable[tuple[Perk, bool | None, Eligibility | Refused]] = [
            (perk, eligibility.eligible, eligibility)
            for perk, eligibility in the.perks.explain(caller.citizen_id)
        ]
        obstacle = None
    except Refused as refusal:
        judged = [(perk, None, refusal) for perk in the.perks.list_catalogue()]
        obstacle = refusal.code
    perks = [_render_perk(perk, eligible, reason, language) for perk, eligible, reason in judged]
    return json_answer({"perks": perks, "status_unread_because": obstacle})


@room.operation("POST", "/me/perks", Gives(GrantAnswer, 202), Takes(PerkBody, request_key=True))
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


@room.operation("DELETE", "/me/perks/<grant_id>", Gives(GrantAnswer, 202))
def give_perk_back(caller: SignedInCitizen, grant_id: str) -> Response:
    """退回一项激励，已借出的照旧 Give a perk back; what is lent stays lent"""
    return json_answer(_render_grant(services().perks.end(caller.citizen_id, grant_id)), 202)


def _render_perk(
    perk: Perk, eligible: bool | None, reason: Eligibility | Refused, language: Language
) -> dict[str, Any]:
    return {
        "id": perk.id,
        "name": language.pick(perk.name_zh, perk.name_en),
        "operator": perk.operator,
        "gives": language.pick(perk.gives_zh, perk.gives_en),
        "terms": language.pick(perk.terms_zh, perk.terms_en),
        "minimum_level": perk.minimum_level,
        "validity_days": perk.validity_days,
        "max_value_fen": perk.max_value_fen,
        "eligible": eligible,
        "why": language.pick(reason.zh, reason.en),
    }


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
        "steps": [
            {"at": city_time(step.at), "state": step.state, "cause": step.cause, "actor": step.actor}
            for step in view.steps
        ],
    }
