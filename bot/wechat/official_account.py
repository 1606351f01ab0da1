"""What the official account can ask WeChat about its followers (获取用户基本信息)."""

from __future__ import annotations

import logging

from redis import Redis

from bot.wechat.account import AppAccount, wechat_busy
from bot.wechat.account_api import AccountApi
from bot.wechat.library import ApiTrouble

_INVALID_OPENID = 40003

logger = logging.getLogger(__name__)


class OfficialAccountClient:
    """Implements the official-account port."""

    def __init__(self, account: AppAccount, base_url: str, redis: Redis) -> None:
        self._api = AccountApi(account, base_url, redis)

    def find_unionid(self, openid: str) -> str | None:
        """Return the follower's unionid, or None while WeChat gives none.

        Raises `Unavailable` (`wechat-busy`).
        """
        try:
            answer = self._api.get("/cgi-bin/user/info", {"openid": openid, "lang": "zh_CN"})
        except ApiTrouble as trouble:
            if trouble.errcode == _INVALID_OPENID:
                return None
            logger.error("a follower cannot be looked up: %s", trouble)
            raise wechat_busy() from None
        unionid = answer.get("unionid")
        return unionid if isinstance(unionid, str) and unionid else None
