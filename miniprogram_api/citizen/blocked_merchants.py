"""Merchants that are to learn nothing from the citizen's certificates."""

from __future__ import annotations

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Answer, moment, parts, text
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("blocked-merchants", "屏蔽商户 Blocked merchants", CITIZEN)


class BlockedMerchant(Answer):
    """A merchant, and since when it is blocked."""

    id = text()
    name = text()
    blocked_at = moment("Since when.")


class BlockedMerchants(Answer):
    """Everyone the citizen has blocked, newest first."""

    merchants = parts(BlockedMerchant)


@room.operation("GET", "/me/blocked-merchants", Gives(BlockedMerchants))
def list_blocked_merchants(caller: SignedInCitizen) -> Response:
    """查看我屏蔽的商户 See whom I have blocked"""
    blocked = services().blocking.list_of_citizen(caller.citizen_id)
    return json_answer(
        {
            "merchants": [
                {"id": one.verifier_id, "name": one.verifier_name, "blocked_at": city_time(one.blocked_at)}
                for one in blocked
            ]
        }
    )


@room.operation("PUT", "/me/blocked-merchants/<merchant_id>", Gives(None, 204))
def block_merchant(caller: SignedInCitizen, merchant_id: str) -> Response:
    """屏蔽一家商户，它在线核验我的码时什么也看不到 Let a merchant's scans with us tell it nothing of me"""
    services().blocking.block(caller.citizen_id, merchant_id)
    return empty_answer()


@room.operation("DELETE", "/me/blocked-merchants/<merchant_id>", Gives(None, 204))
def unblock_merchant(caller: SignedInCitizen, merchant_id: str) -> Response:
    """取消屏蔽 Let it see my codes again"""
    services().blocking.unblock(caller.citizen_id, merchant_id)
    return empty_answer()
