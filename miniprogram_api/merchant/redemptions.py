"""Perks redeemed at the merchant: one scan, one redemption, and yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.certificates.challenge import parse_challenge
from backend.certificates.outcomes import Outcome
from backend.merchants.callers import MerchantCaller
from backend.perks.catalogue import PerkCatalogue
from backend.perks.models import Redemption
from backend.perks.redemption_outcomes import RedemptionOutcome, told_redemption
from backend.perks.redemptions import Redeeming
from miniprogram_api.answer_fields import Answer, Body, Named, flag, moment, part, parts, text, word
from miniprogram_api.authentication import MERCHANT
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.merchant.outcome_words import WORDS_OF_OUTCOME
from miniprogram_api.merchant.past_days import DayQuery, PastPageAnswer, read_wish, render_page_end
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("redemptions", "商户核销激励 Redemptions by merchants", MERCHANT)

_WORDS: Mapping[RedemptionOutcome, tuple[str, str]] = {
    RedemptionOutcome.REDEEMED: ("已核销一次，请给予优惠。", "Redeemed, once; please give the perk."),
    RedemptionOutcome.NOT_ELIGIBLE: (
        "现在不能享受这项激励，请照常服务。原因只告诉本人。",
        "Not possible now; please serve as usual. Only the person is told why.",
    ),
    RedemptionOutcome.NONE_LEFT: (
        "这项激励的名额或预算已用完，与对方无关，请照常服务。",
        "No more of this perk is left, whoever asks; please serve as usual.",
    ),
    RedemptionOutcome.NOT_SHOWN: (
        "此码没有出示这项激励，请对方勾选这项激励后重新出示。",
        "This code does not tell of this perk; please ask for one that does.",
    ),
    RedemptionOutcome.SCREEN_CODE_NEEDED: (
        "纸质码不能核销，请对方在手机上出示。",
        "Paper redeems nothing; please ask for the code on the phone.",
    ),
}


class RedemptionBody(Body):
    """The scanned digits or the whole link, the perk, and what the merchant asked with, if at all."""

    token = fields.String(required=True, validate=Length(min=1))
    perk = fields.String(required=True, validate=Length(1, 60))
    challenge = fields.String(load_default=None, allow_none=True)


class RedemptionAnswer(Answer):
    """Redeemed or not, and nothing of the person."""

    redeemed = flag("Counted, once.")
    outcome = word(RedemptionOutcome)
    scan = word(Outcome, "What a verification of the code answers.")
    message = text("For the shopkeeper to read.")
    perk = part(Named)
    at = moment("When.")
    id = text("The redemption's own; null where the code could redeem nothing.", nullable=True)
    receipt = text("The entry in the citizen's access log.", nullable=True)


class PastRedemption(Answer):
    """One of the merchant's own redemptions; nothing in it names a person."""

    id = text()
    at = moment("When.")
    perk = part(Named)
    redeemed = flag("Counted.")
    outcome = word(RedemptionOutcome)
    receipt = text()


class PastRedemptions(PastPageAnswer):
    """The merchant's own redemptions, newest first."""

    redemptions = parts(PastRedemption)


@room.operation(
    "POST",
    "/merchant/redemptions",
    Gives(RedemptionAnswer, refuses=(403, 404, 503)),
    Takes(RedemptionBody, request_key=True),
)
def redeem_perk(caller: MerchantCaller, body: dict[str, Any]) -> Response:
    """核销一项激励 Redeem a perk; an answer is given for every code, good or not"""
    asked, domain = body["challenge"], services()
    challenge = parse_challenge(asked) if asked is not None else None
    redeeming = domain.redemptions.redeem(caller, body["token"], body["perk"], idempotency_key(), challenge)
    return json_answer(_render(redeeming, asked_language()))


@room.operation("GET", "/merchant/redemptions", Gives(PastRedemptions), Takes(query=DayQuery))
def list_redemptions(caller: MerchantCaller, query: dict[str, Any]) -> Response:
    """查看本店的核销记录 See our own redemptions"""
    domain, language = services(), asked_language()
    page = domain.redemptions.list_of_merchant(caller, read_wish(query))
    entries = [_render_past(one, domain.policy.perks, language) for one in page.entries]
    return json_answer({"redemptions": entries, **render_page_end(page)})


def _render(redeeming: Redeeming, language: Language) -> dict[str, Any]:
    outcome, perk = redeeming.outcome, redeeming.perk
    words = _WORDS.get(outcome) or WORDS_OF_OUTCOME[redeeming.scan]
    return {
        "redeemed": outcome is RedemptionOutcome.REDEEMED,
        "outcome": outcome,
        "scan": redeeming.scan,
        "message": language.pick(*words),
        "perk": {"id": perk.id, "name": language.pick(perk.name_zh, perk.name_en)},
        "at": city_time(redeeming.at),
        "id": redeeming.redemption_id,
        "receipt": redeeming.receipt,
    }


def _render_past(redemption: Redemption, perks: PerkCatalogue, language: Language) -> dict[str, Any]:
    outcome = told_redemption(RedemptionOutcome(redemption.outcome))
    perk = perks.find(redemption.perk)
    return {
        "id": redemption.id,
        "at": city_time(redemption.decided_at),
        "perk": {
            "id": redemption.perk,
            "name": language.pick(perk.name_zh, perk.name_en) if perk else None,
        },
        "redeemed": outcome is RedemptionOutcome.REDEEMED,
        "outcome": outcome,
        "receipt": redemption.receipt,
    }
