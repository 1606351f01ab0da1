"""Perks: which there are, and whether I have each, can have it, or not yet and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.perks.allotment import Left
from backend.perks.catalogue import Perk, PerkKind
from backend.perks.offers import OfferState, PerkOffer
from backend.platform.errors import Refused
from backend.status.policy import LevelId
from miniprogram_api.answer_fields import Answer, day, flag, number, parts, text, texts, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("perks", "守信激励 Perks", CITIZEN)

_SHOPS_NAMED = 20


class ConditionAnswer(Answer):
    """One condition of a perk, and whether it holds."""

    holds = flag("It holds today.")
    words = text("The condition, and what was found.")


class PerkAnswer(Answer):
    """A published perk as it stands for the caller; what depends on the status is null where it is unread."""

    id = text(example="library.deposit_free")
    kind = word(PerkKind, "granted: asked for on a card. redeemed: used by showing a code that tells of it.")
    name = text()
    operator = text("Null where a shop or window gives it.", nullable=True)
    gives = text()
    terms = text()
    without = text("What everybody has without it, whatever their status.")
    minimum_level = word(LevelId, "Null where the rule does not ask a level of everybody.", nullable=True)
    validity_days = number("How long a grant lasts.", nullable=True)
    cool_off_days = number("How long to wait after an end before asking again.")
    max_value_fen = number("The most it is worth, in fen.", nullable=True)
    shops = texts(f"Where it is redeemed, by name, {_SHOPS_NAMED} at most; none of a perk on a card.")
    shops_count = number("At how many places it is redeemed.")
    left = word(Left, "How much of it is left for everybody.")
    state = word(OfferState, nullable=True)
    eligible = flag("The status opens it.", nullable=True)
    conditions = parts(ConditionAnswer)
    possible_from = day("The first day on which time alone opens it, if there is one.", nullable=True)
    why = text("The reason, or what stands in the way of telling.")


class PerksAnswer(Answer):
    """Every perk there is; `status_unread_because` is the code of what stood in the way of eligibility."""

    perks = parts(PerkAnswer)
    status_unread_because = text(nullable=True, example="consent-required/status.evaluate")


@room.operation("GET", "/perks", Gives(PerksAnswer))
def list_perks(caller: SignedInCitizen) -> Response:
    """查看全部守信激励及是否符合条件 See every perk and whether my status opens it"""
    language, domain = asked_language(), services()
    shops = domain.redemptions.list_shops()
    try:
        offers = domain.perks.explain(caller.citizen_id)
    except Refused as refusal:
        left = domain.perks.read_left()
        unread = [
            _render_unread(perk, left[perk.id], refusal, language) | _render_shops(shops.get(perk.id, ()))
            for perk in domain.perks.list_catalogue()
        ]
        return json_answer({"perks": unread, "status_unread_because": refusal.code})
    perks = [_render_offer(offer, language) | _render_shops(shops.get(offer.perk.id, ())) for offer in offers]
    return json_answer({"perks": perks, "status_unread_because": None})


def _render_offer(offer: PerkOffer, language: Language) -> dict[str, Any]:
    conditions = [
        {"holds": line.holds, "words": language.pick(line.zh, line.en)} for line in offer.eligibility.lines
    ]
    return _render_perk(offer.perk, offer.left, language) | {
        "state": offer.state,
        "eligible": offer.eligibility.eligible,
        "conditions": conditions,
        "possible_from": offer.possible_from.isoformat() if offer.possible_from else None,
        "why": language.pick(offer.zh, offer.en),
    }


def _render_unread(perk: Perk, left: Left, refusal: Refused, language: Language) -> dict[str, Any]:
    return _render_perk(perk, left, language) | {
        "state": None,
        "eligible": None,
        "conditions": [],
        "possible_from": None,
        "why": language.pick(refusal.zh, refusal.en),
    }


def _render_perk(perk: Perk, left: Left, language: Language) -> dict[str, Any]:
    return {
        "id": perk.id,
        "kind": perk.kind,
        "name": language.pick(perk.name_zh, perk.name_en),
        "operator": perk.operator,
        "gives": language.pick(perk.gives_zh, perk.gives_en),
        "terms": language.pick(perk.terms_zh, perk.terms_en),
        "without": language.pick(perk.without_zh, perk.without_en),
        "minimum_level": perk.rule.find_level_for_all(),
        "validity_days": perk.validity_days,
        "cool_off_days": perk.cool_off_days,
        "max_value_fen": perk.max_value_fen,
        "left": left,
    }


def _render_shops(names: Sequence[str]) -> dict[str, Any]:
    return {"shops": [*names[:_SHOPS_NAMED]], "shops_count": len(names)}
