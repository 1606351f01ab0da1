"""Perks: which there are, and whether my status opens them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.perks.catalogue import Perk
from backend.perks.eligibility import Eligibility
from backend.platform.errors import Refused
from backend.status.policy import LevelId
from miniprogram_api.answer_fields import Answer, flag, number, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("perks", "守信激励 Perks", CITIZEN)


class PerkAnswer(Answer):
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


class PerksAnswer(Answer):
    """Every perk there is; `status_unread_because` is the code of what stood in the way of eligibility."""

    perks = parts(PerkAnswer)
    status_unread_because = text(nullable=True, example="consent-required/status.evaluate")


@room.operation("GET", "/perks", Gives(PerksAnswer))
def list_perks(caller: SignedInCitizen) -> Response:
    """查看全部守信激励及是否符合条件 See every perk and whether my status opens it"""
    language, domain = asked_language(), services()
    try:
        judged: Iterable[tuple[Perk, bool | None, Eligibility | Refused]] = [
            (perk, eligibility.eligible, eligibility)
            for perk, eligibility in domain.perks.explain(caller.citizen_id)
        ]
        obstacle = None
    except Refused as refusal:
        judged = [(perk, None, refusal) for perk in domain.perks.list_catalogue()]
        obstacle = refusal.code
    perks = [_render_perk(perk, eligible, reason, language) for perk, eligible, reason in judged]
    return json_answer({"perks": perks, "status_unread_because": obstacle})


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
