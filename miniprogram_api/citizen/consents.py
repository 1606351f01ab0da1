"""Consent, purpose by purpose: read the wording, give it, take it back."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.consent.service import ConsentView
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Answer, Body, flag, moment, parts, text, texts
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("consents", "授权 Consents", CITIZEN)


class ConsentBody(Body):
    """The version of the wording that the person was shown; the body may be left out."""

    version = fields.String(load_default=None, validate=Length(1, 20))


class ConsentAnswer(Answer):
    """One purpose in its present wording, and whether it is agreed to."""

    id = text(example="status.evaluate")
    version = text("Of the wording.")
    title = text()
    wording = text()
    reads = texts("What is read.")
    receives = text("Who receives it.")
    kept = text("For how long.")
    how_to_withdraw = text()
    basis = text("In law.")
    granted_at = moment("Null where no consent is in force.", nullable=True)
    outdated = flag("Given to an earlier wording: it asks anew.")


class ConsentsAnswer(Answer):
    """Every purpose there is."""

    consents = parts(ConsentAnswer)


@room.operation("GET", "/me/consents", Gives(ConsentsAnswer))
def list_consents(caller: SignedInCitizen) -> Response:
    """查看各项授权 See every purpose and my answer"""
    language = asked_language()
    views = services().consents.list_of_citizen(caller.citizen_id)
    return json_answer({"consents": [_render_consent(view, language) for view in views]})


@room.operation(
    "PUT",
    "/me/consents/<purpose>",
    Gives(ConsentAnswer, refuses=(403, 409)),
    Takes(ConsentBody, body_required=False),
)
def give_consent(caller: SignedInCitizen, body: dict[str, Any], purpose: str) -> Response:
    """同意一项授权 Agree to one purpose"""
    view = services().consents.grant(caller.citizen_id, purpose, body["version"])
    return json_answer(_render_consent(view, asked_language()))


@room.operation("DELETE", "/me/consents/<purpose>", Gives(None, 204))
def withdraw_consent(caller: SignedInCitizen, purpose: str) -> Response:
    """撤回一项授权 Take one consent back, at once"""
    services().consents.withdraw(caller.citizen_id, purpose)
    return empty_answer()


def _render_consent(view: ConsentView, language: Language) -> dict[str, Any]:
    purpose = view.purpose
    return {
        "id": purpose.id,
        "version": purpose.version,
        "title": language.pick(purpose.title_zh, purpose.title_en),
        "wording": language.pick(purpose.wording_zh, purpose.wording_en),
        "reads": language.pick(purpose.reads_zh, purpose.reads_en),
        "receives": language.pick(purpose.receives_zh, purpose.receives_en),
        "kept": language.pick(purpose.kept_zh, purpose.kept_en),
        "how_to_withdraw": language.pick(purpose.withdraw_zh, purpose.withdraw_en),
        "basis": language.pick(purpose.basis_zh, purpose.basis_en),
        "granted_at": city_time(view.granted_at),
        "outdated": view.outdated,
    }
