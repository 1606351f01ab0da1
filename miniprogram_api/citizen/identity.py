"""The real-name proof, and what is held of the citizen's identity."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.identity.service import PersonView
from miniprogram_api.answer_fields import Answer, Body, flag, moment, part, text
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.session import TokenAnswer, render_tokens
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("identity", "实名 Identity", CITIZEN)

_TO_A_MINOR = (
    "实名核验已完成。信用状况服务面向年满 18 周岁的成年人；你的乘车、借书等市民卡服务全部照常使用。",
    "Your name is proven. The status is for adults of 18 and over; every service of your card stays yours.",
)


class IdentityBody(Body):
    """Name and ID number as on the card; `strong_proof` where a second WeChat account is being bound."""

    name = fields.String(required=True, validate=Length(1, 64))
    id_number = fields.String(required=True, validate=Length(1, 64))
    strong_proof = fields.String(load_default=None, allow_none=True, validate=Length(1, 512))


class PersonAnswer(Answer):
    """What the citizen is shown of themselves, masked."""

    citizen_id = text()
    verified = flag("The real name is proven.")
    name = text("All but the last character masked.", nullable=True, example="*明")
    id_number = text("First and last character.", nullable=True, example="3****************X")
    adult = flag("18 or over; null before the proof.", nullable=True)
    paused_since = moment("Since when nothing is derived, at the citizen's wish.", nullable=True)
    message = text("Something the person should know.", nullable=True)


class ProofAnswer(PersonAnswer):
    """The same; `tokens` replace the caller's where the account moved to the citizen it belongs to."""

    tokens = part(TokenAnswer, nullable=True)


@room.operation("POST", "/me/identity", Gives(ProofAnswer, refuses=(403, 409, 503)), Takes(IdentityBody))
def prove_identity(caller: SignedInCitizen, body: dict[str, Any]) -> Response:
    """实名核验 Prove the real name"""
    proof = services().identity.prove(caller, body["name"], body["id_number"], body["strong_proof"])
    tokens = render_tokens(proof.tokens) if proof.tokens else None
    return json_answer(_render_person(proof.person) | {"tokens": tokens})


@room.operation("GET", "/me", Gives(PersonAnswer))
def get_me(caller: SignedInCitizen) -> Response:
    """查看我的身份信息 See who I am here"""
    return json_answer(_render_person(services().identity.get_person(caller.citizen_id)))


def _render_person(person: PersonView) -> dict[str, Any]:
    is_minor = person.verified and not person.is_adult
    return {
        "citizen_id": person.citizen_id,
        "verified": person.verified,
        "name": person.name_masked,
        "id_number": person.id_number_masked,
        "adult": person.is_adult,
        "paused_since": city_time(person.paused_at),
        "message": asked_language().pick(*_TO_A_MINOR) if is_minor else None,
    }
