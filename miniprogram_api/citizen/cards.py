"""The citizen's linked cards, and what their operators show of them."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.cards.loans import RenewalWish
from backend.cards.models import CardState, LinkedCard
from backend.cards.operators import Operators
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Answer, Body, Named, moment, part, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.citizen.card_service_answers import (
    CardOperatorsAnswer,
    CardServiceAnswer,
    RenewalAnswer,
    render_operator,
    render_renewal,
    render_service,
)
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("cards", "卡 Cards", CITIZEN)


class CardBody(Body):
    """The number on the card, and who operates it."""

    card_number = fields.String(required=True, validate=Length(1, 64))
    operator = fields.String(load_default="library", validate=Length(1, 40))


class RenewalBody(Body):
    """The day on which the loan is due as its holder saw it: one that is due later already is left so."""

    due_on = fields.Date(required=True)


class CardAnswer(Answer):
    """A card; `pending` while the operator's answer is missing."""

    id = text()
    operator = part(Named)
    card = text("The number, masked by its operator.", nullable=True)
    state = word(CardState)
    linked_at = moment("When the operator confirmed it.", nullable=True)


class CardsAnswer(Answer):
    """The cards that are linked or waiting."""

    cards = parts(CardAnswer)


@room.operation(
    "POST", "/me/cards", Gives(CardAnswer, 201, refuses=(403, 404, 503)), Takes(CardBody, request_key=True)
)
def link_card(caller: SignedInCitizen, body: dict[str, str]) -> Response:
    """关联一张卡，由运营单位核对 Link a card; the same card again is the same link"""
    card = services().cards.link(caller.citizen_id, body["operator"], body["card_number"], idempotency_key())
    return json_answer(_render_card(card, services().policy.operators, asked_language()), 201)


@room.operation("GET", "/me/cards", Gives(CardsAnswer))
def list_cards(caller: SignedInCitizen) -> Response:
    """查看我关联的卡 See my linked cards"""
    domain, language = services(), asked_language()
    cards = domain.cards.list_of_citizen(caller.citizen_id)
    return json_answer({"cards": [_render_card(card, domain.policy.operators, language) for card in cards]})


@room.operation("DELETE", "/me/cards/<card_id>", Gives(None, 204))
def unlink_card(caller: SignedInCitizen, card_id: str) -> Response:
    """解除关联 Unlink a card"""
    services().cards.unlink(caller.citizen_id, card_id)
    return empty_answer()


@room.operation("GET", "/me/cards/<card_id>/services/<service>", Gives(CardServiceAnswer, refuses=(403, 503)))
def show_card_service(caller: SignedInCitizen, card_id: str, service: str) -> Response:
    """查看卡的一项服务，由运营单位当场告知 See one service of a card, told by its operator just now"""
    shown = services().cards.show_service(caller.citizen_id, card_id, service)
    return json_answer(render_service(shown, asked_language()))


@room.operation(
    "POST",
    "/me/cards/<card_id>/services/lending/loans/<loan_id>/renewal",
    Gives(RenewalAnswer, refuses=(403, 503)),
    Takes(RenewalBody, request_key=True),
)
def renew_loan(caller: SignedInCitizen, body: dict[str, Any], card_id: str, loan_id: str) -> Response:
    """续借一本书，由图书馆决定 Renew a loan, as the library decides; the same again changes nothing"""
    wish = RenewalWish(loan_id, body["due_on"])
    renewed = services().loans.renew(caller.citizen_id, card_id, wish, idempotency_key())
    return json_answer(render_renewal(wish, renewed, asked_language()))


@room.operation("GET", "/me/card-operators", Gives(CardOperatorsAnswer))
def list_card_operators(caller: SignedInCitizen) -> Response:
    """查看可以关联的运营单位和卡服务 See the card operators and what they serve"""
    language = asked_language()
    operators = services().policy.operators.all()
    return json_answer({"operators": [render_operator(one, language) for one in operators]})


def _render_card(card: LinkedCard, operators: Operators, language: Language) -> dict[str, Any]:
    operator = operators.find(card.operator)
    return {
        "id": card.id,
        "operator": {
            "id": card.operator,
            "name": language.pick_name(operator.name_zh, operator.name_en) if operator else None,
        },
        "card": card.card_masked,
        "state": card.state,
        "linked_at": city_time(card.settled_at) if card.state == CardState.LINKED else None,
    }
