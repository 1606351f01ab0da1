"""Who this merchant is to us, and how it asks for a certificate that answers it alone."""

from __future__ import annotations

from flask import Response

from backend.certificates.challenge import new_challenge
from backend.merchants.callers import MerchantCaller
from backend.merchants.roles import MerchantRole
from miniprogram_api.answer_fields import Answer, text, texts, word
from miniprogram_api.authentication import MERCHANT
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("challenges", "商户 Merchant", MERCHANT)

_ASK_PATH = "/code#ask="


class MerchantAnswer(Answer):
    """The merchant that calls, and what the key it calls with may do."""

    id = text("What its certificates are addressed to.")
    name = text()
    questions = texts("The claims that it is registered to ask.")
    role = word(MerchantRole, "Only an owner sees, makes and ends keys.")
    key_id = text("The key of this phone.")
    label = text("What this phone is called; empty for a key from before phones had names.")


class ChallengeAnswer(Answer):
    """A challenge, and the link that the merchant shows as a QR code."""

    challenge = text("The merchant's id, a dot, and 8 to 16 bytes of its own in hex digits.")
    url = text("For the citizen's camera.")


@room.operation("GET", "/merchant", Gives(MerchantAnswer))
def get_merchant(caller: MerchantCaller) -> Response:
    """查看本店登记信息 See what we are registered to ask"""
    return json_answer(
        {
            "id": caller.merchant_id,
            "name": caller.name,
            "questions": sorted(caller.questions),
            "role": caller.role,
            "key_id": caller.key_id,
            "label": caller.label,
        }
    )


@room.operation("POST", "/merchant/challenges", Gives(ChallengeAnswer, 201))
def make_challenge(caller: MerchantCaller) -> Response:
    """生成询问码，请对方出示只给本店的信用码 Ask for a certificate that answers this merchant alone"""
    challenge = new_challenge(caller.merchant_id).text
    url = f"{services().ground.city.base_url}{_ASK_PATH}{challenge}"
    return json_answer({"challenge": challenge, "url": url}, 201)
