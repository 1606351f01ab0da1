"""Calling WeChat's API in the name of one account, with the access token that all workers share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from redis import Redis
from redis.exceptions import RedisError

from backend.platform.errors import Unavailable
from bot.wechat.account import AppAccount
from bot.wechat.files import FileTransfers, ReceivedFile
from bot.wechat.library import ApiClient, ApiTrouble
from bot.wechat.tokens import StableTokens

_STALE_TOKEN = frozenset({40001, 40014, 42001})
_QUOTA_SPENT = 45009
_REST_SECONDS = 3600

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class AccountApi:
    """Adds the account's own token to each call (duty D30); a refused token is renewed once (defect W1).

    An API whose quota of the day is spent rests for an hour before it is asked again (duty D22). All trouble,
    also that of the token, is an `ApiTrouble`.
    """

    def __init__(self, account: AppAccount, base_url: str, redis: Redis) -> None:
        self._api = ApiClient(account.appid, account.secret, base_url)
        self._files = FileTransfers(base_url)
        self._tokens = StableTokens(account, self._api, redis)
        self._redis = redis
        self._prefix = f"wechat:{account.appid}:rests"

    def get(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object that answers a GET."""
        return self._ask(path, lambda token: self._api.get(path, {**token, **params}))

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON object that answers a POST of `body` as JSON."""
        return self._ask(path, lambda token: self._api.post(path, body, token))

    def upload(self, path: str, params: Mapping[str, str], name: str, file: ReceivedFile) -> dict[str, Any]:
        """Return the JSON object that answers a file."""
        return self._ask(path, lambda token: self._files.upload(path, {**token, **params}, name, file))

    def download(self, path: str, params: Mapping[str, str], max_bytes: int) -> ReceivedFile:
        """Return a file; raises `TooLarge` as well."""
        return self._ask(path, lambda token: self._files.download(path, {**token, **params}, max_bytes))

    def _ask(self, path: str, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        try:
            if self._redis.exists(f"{self._prefix}:{path}"):
                raise ApiTrouble(path, _QUOTA_SPENT)
            return self._ask_with_fresh_token(ask)
        except ApiTrouble as trouble:
            if trouble.errcode == _QUOTA_SPENT:
                self._rest(path)
            raise
        except (Unavailable, RedisError):
            raise ApiTrouble(path, None) from None

    def _ask_with_fresh_token(self, ask: Callable[[dict[str, str]], Answer]) -> Answer:
        token = self._tokens.get_token()
        try:
            return ask({"access_token": token})
        except ApiTrouble as trouble:
            if trouble.errcode not in _STALE_TOKEN:
                raise
        self._tokens.discard(token)
        return ask({"access_token": self._tokens.get_token()})

    def _rest(self, path: str) -> None:
        try:
            is_new = self._redis.set(f"{self._prefix}:{path}", 1, nx=True, ex=_REST_SECONDS)
        except RedisError:
            return
        if is_new:
            logger.error("WeChat's daily quota for %s is spent", path)
