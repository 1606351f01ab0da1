"""The access token of one account, shared by all workers through Redis."""

from __future__ import annotations

import logging

from redis import Redis
from redis.exceptions import LockError

from backend.platform.errors import Unavailable
from bot.wechat.account import AppAccount, wechat_busy
from bot.wechat.library import ApiClient, ApiTrouble

_EARLY_SECONDS = 300
_LOCK_SECONDS = 15
_WAIT_SECONDS = 3.0

logger = logging.getLogger(__name__)


class StableTokens:
    """Fetches WeChat's stable token once for everybody; Redis alone knows when it ends (defects W2, W3)."""

    def __init__(
        self, account: AppAccount, api: ApiClient, redis: Redis, wait_seconds: float = _WAIT_SECONDS
    ) -> None:
        self._account = account
        self._api = api
        self._redis = redis
        self._wait_seconds = wait_seconds
        self._key = f"wechat:{{{account.appid}}}:access_token"

    def get_token(self) -> str:
        """Return a token that is good for some minutes. Raises `Unavailable` (`wechat-busy`)."""
        token = self._find_kept()
        if token is not None:
            return token
        lock = self._redis.lock(
            f"{self._key}:lock", timeout=_LOCK_SECONDS, blocking_timeout=self._wait_seconds, sleep=0.05
        )
        try:
            with lock:
                return self._find_kept() or self._fetch()
        except LockError:
            raise wechat_busy() from None

    def discard(self, token: str) -> None:
        """Forget `token`, which WeChat no longer takes, unless another worker has replaced it already."""
        if self._find_kept() == token:
            self._redis.delete(self._key)

    def _find_kept(self) -> str | None:
        kept = self._redis.get(self._key)
        return kept.decode() if isinstance(kept, bytes) else kept

    def _fetch(self) -> str:
        try:
            answer = self._api.post(
                "/cgi-bin/stable_token",
                {
                    "grant_type": "client_credential",
                    "appid": self._account.appid,
                    "secret": self._account.secret,
                },
            )
        except ApiTrouble as trouble:
            logger.error("no access token: %s", trouble)
            raise wechat_busy() from None
        return self._keep(answer.get("access_token"), answer.get("expires_in"))

    def _keep(self, token: object, expires_in: object) -> str:
        if not isinstance(token, str) or not token or not isinstance(expires_in, int):
            raise _no_token()
        self._redis.set(self._key, token, ex=max(expires_in - _EARLY_SECONDS, 1))
        return token


def _no_token() -> Unavailable:
    logger.error("no access token: the answer holds none")
    return wechat_busy()
