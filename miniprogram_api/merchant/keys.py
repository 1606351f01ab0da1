"""The phones of a shop: their keys, and the codes by which one more joins."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.merchants.callers import MerchantCaller
from backend.merchants.joining_link import joining_link
from backend.merchants.models import LONGEST_LABEL, MerchantInvitation, MerchantKey
from backend.merchants.roles import MerchantRole
from miniprogram_api.answer_fields import Answer, Body, day, flag, moment, parts, text, word
from miniprogram_api.authentication import MERCHANT
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.moments import city_time, iso_day
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("merchant-keys", "本店的手机和密钥 The phones of a merchant", MERCHANT)


class MerchantKeyAnswer(Answer):
    """A phone of the shop, by its key; the key itself was shown once, when it was made."""

    id = text()
    label = text("What the phone is called; empty for a key from before phones had names.")
    role = word(MerchantRole)
    created_at = moment("When it joined.")
    last_used_on = day("The last day on which it was used; no more than the day is noted.", nullable=True)
    is_this_one = flag("The phone that asks.")


class OpenPairingCode(Answer):
    """A code that still works; the code itself was shown once."""

    id = text()
    label = text()
    expires_at = moment("When it ends.")


class MerchantKeysAnswer(Answer):
    """Every phone of the shop, the oldest first, and every code that still works, the newest first."""

    keys = parts(MerchantKeyAnswer)
    invitations = parts(OpenPairingCode)


class PairingBody(Body):
    """What the phone that is to join is called."""

    label = fields.String(required=True, validate=Length(1, LONGEST_LABEL))


class PairingCodeAnswer(Answer):
    """A code for one more phone, shown this once; the link is drawn as a QR code for its camera."""

    id = text()
    label = text()
    code = text()
    link = text()
    expires_at = moment("When it ends, used or not.")


@room.operation("GET", "/merchant/keys", Gives(MerchantKeysAnswer, refuses=(403,)))
def list_merchant_keys(caller: MerchantCaller) -> Response:
    """查看本店的手机 See the phones of our shop; for its owner"""
    access = services().merchant_access
    return json_answer(
        {
            "keys": [render_key(key, caller.key_id) for key in access.keys.list_live(caller)],
            "invitations": [_render_open(one) for one in access.pairing.list_open(caller)],
        }
    )


@room.operation(
    "POST",
    "/merchant/keys",
    Gives(PairingCodeAnswer, 201, refuses=(403, 409)),
    Takes(PairingBody, request_key=True),
)
def make_pairing_code(caller: MerchantCaller, body: dict[str, Any]) -> Response:
    """生成配对码，让一部店员手机加入 Make a code by which one phone of staff joins; for the owner"""
    domain = services()
    made = domain.merchant_access.pairing.make(caller, body["label"], idempotency_key())
    return json_answer(
        {
            "id": made.id,
            "label": made.label,
            "code": made.code,
            "link": joining_link(domain.ground.city.base_url, made.code),
            "expires_at": city_time(made.expires_at),
        },
        201,
    )


@room.operation("DELETE", "/merchant/invitations/<invitation_id>", Gives(None, 204, refuses=(403,)))
def withdraw_pairing_code(caller: MerchantCaller, invitation_id: str) -> Response:
    """停用一个配对码 End a pairing code; again changes nothing"""
    services().merchant_access.pairing.withdraw(caller, invitation_id)
    return empty_answer()


@room.operation("DELETE", "/merchant/keys/<key_id>", Gives(None, 204, refuses=(403, 409)))
def end_merchant_key(caller: MerchantCaller, key_id: str) -> Response:
    """停用一部手机，店员只能停用自己的 End a phone's key; staff may end their own alone"""
    services().merchant_access.keys.end(caller, key_id)
    return empty_answer()


def render_key(key: MerchantKey, own_id: str) -> dict[str, Any]:
    """Return a key as `MerchantKeyAnswer` says, to the phone whose key is `own_id`."""
    return {
        "id": key.id,
        "label": key.label,
        "role": key.role,
        "created_at": city_time(key.created_at),
        "last_used_on": iso_day(key.last_used_on),
        "is_this_one": key.id == own_id,
    }


def _render_open(invitation: MerchantInvitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "label": invitation.label,
        "expires_at": city_time(invitation.expires_at),
    }
