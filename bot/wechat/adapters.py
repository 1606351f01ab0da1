"""The adapters to WeChat's API of both our accounts, as the composition root hands them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from redis import Redis

from backend.identity.ports import OfficialAccountPort, WeChatLoginPort
from backend.notifications.push.ports import MessagePush
from bot.wechat.account import AppAccount
from bot.wechat.login import WeChatLoginClient
from bot.wechat.official_account import OfficialAccountClient
from bot.wechat.subscribe_messages import SubscribeMessages


class WeChatPorts(TypedDict):
    """The ports that WeChat is behind, by the names that the domain has for them."""

    wechat_login: WeChatLoginPort
    official_account: OfficialAccountPort
    push: MessagePush


def connect_wechat(
    address: str,
    redis: Redis,
    mini: Mapping[str, str],
    official: Mapping[str, str],
    messages: Mapping[str, Any],
) -> WeChatPorts:
    """Return the adapters; each account calls with its own appid, secret and token (D30).

    `mini` and `official` are appid and secret; `messages` what the mini-program's subscribe messages need.
    """
    mini_program = AppAccount(**mini)
    return WeChatPorts(
        wechat_login=WeChatLoginClient(mini_program, address),
        official_account=OfficialAccountClient(AppAccount(**official), address, redis),
        push=SubscribeMessages(mini_program, address, redis, **messages),
    )
