"""Joining a shop by the code of an invitation: whoever holds it proves nothing else.

The code comes in the body alone, so it is in no log: the link carries it behind `#`, which no browser sends.
"""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.merchants.invitations import Accepted, Offer
from backend.merchants.models import LONGEST_LABEL
from backend.merchants.roles import MerchantRole
from backend.merchants.rules import MerchantRule, MerchantRules
from miniprogram_api.answer_fields import Answer, Body, moment, part, text, texts, word
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.merchant.keys import MerchantKeyAnswer, render_key
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("merchant-joining", "商户加入 Joining as a merchant", PUBLIC)

_LONGEST_CODE = 100
_LONGEST_VERSION = 16


class InvitationCodeBody(Body):
    """The code behind `#join=` of the link."""

    code = fields.String(required=True, validate=Length(1, _LONGEST_CODE))


class AcceptBody(InvitationCodeBody):
    """The code, which rules were read and accepted, and what the phone is called in the shop."""

    rules_version = fields.String(required=True, validate=Length(1, _LONGEST_VERSION))
    label = fields.String(required=True, validate=Length(1, LONGEST_LABEL))


class InvitingMerchant(Answer):
    """The shop that is joined."""

    name = text()


class MerchantRulesAnswer(Answer):
    """The rules that are accepted with the invitation."""

    version = text(example="2026-1")
    title = text()
    items = texts("Each with the law that it follows from, where there is one.")


class InvitationAnswer(Answer):
    """What the invitation offers."""

    role = word(MerchantRole)
    merchant = part(InvitingMerchant)
    questions = texts("The claims that the shop is registered to ask.")
    label = text("What the owner calls the phone that is invited.", nullable=True)
    expires_at = moment("The end of the invitation.")
    rules = part(MerchantRulesAnswer)


class JoinedMerchant(Answer):
    """The shop that was joined."""

    id = text()
    name = text()
    questions = texts("The claims that it is registered to ask.")
    role = word(MerchantRole)


class AcceptedAnswer(Answer):
    """The key of this phone, shown this once."""

    api_key = text("To be sent with every call; it is not stored and cannot be told again.")
    key = part(MerchantKeyAnswer)
    merchant = part(JoinedMerchant)


@room.operation(
    "POST",
    "/merchant/invitations/look",
    Gives(InvitationAnswer, refuses=(404,)),
    Takes(InvitationCodeBody),
)
def look_at_invitation(body: dict[str, Any]) -> Response:
    """查看邀请和商户规则 See what an invitation offers, and the rules; it is not used up"""
    domain, language = services(), asked_language()
    offer = domain.merchant_access.invitations.look(body["code"])
    return json_answer(_render_offer(offer, domain.policy.merchant_rules, language))


@room.operation(
    "POST",
    "/merchant/invitations/accept",
    Gives(AcceptedAnswer, 201, refuses=(404, 409)),
    Takes(AcceptBody, request_key=True),
)
def accept_invitation(body: dict[str, Any]) -> Response:
    """接受规则并加入，得到这部手机的密钥 Accept the rules and join: this phone gets a key of its own"""
    accepted = services().merchant_access.invitations.accept(**body, request_key=idempotency_key())
    return json_answer(_render_accepted(accepted), 201)


def _render_offer(offer: Offer, rules: MerchantRules, language: Language) -> dict[str, Any]:
    return {
        "role": offer.role,
        "merchant": {"name": offer.merchant_name},
        "questions": list(offer.questions),
        "label": offer.label,
        "expires_at": city_time(offer.expires_at),
        "rules": {
            "version": rules.version,
            "title": language.pick(rules.title_zh, rules.title_en),
            "items": [_rule_in_words(rule, language) for rule in rules.items],
        },
    }


def _rule_in_words(rule: MerchantRule, language: Language) -> str:
    zh = f"{rule.zh}（依据：{rule.basis_zh}）" if rule.basis_zh else rule.zh
    en = f"{rule.en} ({rule.basis_en})" if rule.basis_en else rule.en
    return language.pick(zh, en)


def _render_accepted(accepted: Accepted) -> dict[str, Any]:
    merchant, key = accepted.merchant, accepted.key
    return {
        "api_key": accepted.api_key,
        "key": render_key(key, own_id=key.id),
        "merchant": {
            "id": merchant.id,
            "name": merchant.name,
            "questions": sorted(merchant.questions),
            "role": key.role,
        },
    }
