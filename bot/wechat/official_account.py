"""What the official account can ask WeChat about its followers (获取用户基本信息)."""

from __future__ import annotations

import logging
from typing import Any

from redis import Redis

from bot.wechat.account import AppAccount, wechat_busy
from bot.wechat.library import ApiClient, ApiTrouble
from bot.wechat.tokens import StableTokens

_STALE_TOKEN = frozenset({40001, 40014, 42001})
_INVALID_OPENID = 40003

logger = logging.getLogger(__name__)


class OfficialAccountClient:
    """Implements the official-account port, with an access token of that account only (duty D30)."""

    def __init__(self, account: AppAccount, base_url: str, redis: Redis) -> None:
        self._api = ApiClient(account.appid, account.secret, base_url)
        self._tokens = StableTokens(account, self._api, redis)

    def find_unionid(self, openid: str) -> str | None:
        """Return the follower's unionid, or None while WeChat gives none.

        Raises `Unavailable` (`wechat-busy`).
        """
        try:
            answer = self._ask(openid)
        except ApiTrouble as trouble:
            if trouble.errcode == _INVALID_OPENID:
                return None
            logger.error("a follower cannot be looked up: %s", trouble)
            raise wechat_busy() from None
        unionid = answer.get("unionid")
        return unionid if isinstance(unionid, str) and unionid else None

    def _ask(self, openid: str) -> dict[str, Any]:
        """Ask once, and once more with a fresh token when WeChat refuses the kept one (defect W1)."""
        token = self._tokens.get_token()
        try:
            return self._ask_with(token, openid)
        except ApiTrouble as trouble:
            if trouble.errcode not in _STALE_TOKEN:
                raise
        self._tokens.discard(token)
        return self._ask_with(self._tokens.get_token(), openid)

    def _ask_with(self, token: str, openid: str) -> dict[str, Any]:
        return self._api.get("/cgi-bin/user/info", {"access_token": token, "openid": openid, "lang": "zh_CN"})
