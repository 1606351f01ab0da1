"""The talk with an operator over HTTP: tokens, time limits, and what each failure means for the next step."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson

from backend.cards.ports import Busy, Unknown
from backend.platform.clock import Clock
from card_integration.retry_after import retry_after_seconds

log = logging.getLogger(__name__)

DEFAULT_RETRY_SECONDS = 30
CREDENTIALS_RETRY_SECONDS = 300
_DEFAULT_TOKEN_SECONDS = 300
_TOKEN_LEEWAY_SECONDS = 30
_NOTHING_WAS_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True)
class _Token:
    """An access token, good until shortly before the operator forgets it."""

    value: str = field(repr=False)
    good_until: datetime


class OAuthSession:
    """Sends requests under OAuth 2 client credentials (RFC 6749 section 4.4); safe to share among threads.

    `token_request` holds what httpx sends to the token address: the form, and a header where credentials
    go there.
    """

    def __init__(
        self,
        base_url: str,
        token_request: Mapping[str, Any],
        timeout_seconds: float,
        clock: Clock,
        http: httpx.Client,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._token_request = token_request
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._http = http
        self._lock = threading.Lock()
        self._token: _Token | None = None

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        is_answer: Callable[[httpx.Response], bool] | None = None,
        **content: Any,
    ) -> httpx.Response | Busy | Unknown:
        """Send one request; return its 2xx or 4xx, or what else came of it.

        A token that went stale is renewed once; 429 never reaches the caller, 403 only where
        `is_answer` says that it refuses what was asked, and not our credentials.
        """
        for _ in range(2):
            token = self._current_token()
            if not isinstance(token, _Token):
                return token
            sent = {**(headers or {}), "Authorization": f"Bearer {token.value}"}
            response = self._exchange(method, path, headers=sent, **content)
            if not isinstance(response, httpx.Response):
                return response
            if response.status_code != 401:
                return self._judge(response, is_answer)
            self._forget(token)
        return self._credentials_refused()

    def _exchange(self, method: str, path: str, **content: Any) -> httpx.Response | Busy | Unknown:
        url = self._base_url + path
        try:
            return self._http.request(method, url, timeout=self._timeout_seconds, **content)
        except _NOTHING_WAS_SENT:
            return Busy(DEFAULT_RETRY_SECONDS)
        except httpx.RequestError:
            return Unknown()

    def _judge(
        self, response: httpx.Response, is_answer: Callable[[httpx.Response], bool] | None
    ) -> httpx.Response | Busy | Unknown:
        busy = self._busy_in(response)
        if busy is not None:
            return busy
        if response.status_code == 403 and not (is_answer and is_answer(response)):
            return self._credentials_refused()
        return response if response.is_success or response.is_client_error else Unknown()

    def _busy_in(self, response: httpx.Response) -> Busy | None:
        """Return Busy for 429 and for a 503 that names a time; a bare 503 may hide work that was done."""
        seconds = retry_after_seconds(response.headers.get("Retry-After"), self._clock.now())
        if response.status_code == 429 or (response.status_code == 503 and seconds is not None):
            return Busy(seconds or DEFAULT_RETRY_SECONDS)
        return None

    def _credentials_refused(self) -> Busy:
        """Count a fault of ours as nothing done: no citizen may lose a perk by it."""
        log.error("the operator at %s refuses our credentials", self._base_url)
        return Busy(CREDENTIALS_RETRY_SECONDS)

    def _current_token(self) -> _Token | Busy:
        with self._lock:
            if self._token is not None and self._clock.now() < self._token.good_until:
                return self._token
            fetched = self._fetch_token()
            if isinstance(fetched, _Token):
                self._token = fetched
            return fetched

    def _forget(self, token: _Token) -> None:
        with self._lock:
            if self._token is token:
                self._token = None

    def _fetch_token(self) -> _Token | Busy:
        response = self._exchange("POST", "/oauth/token", **self._token_request)
        if not isinstance(response, httpx.Response):
            return Busy(DEFAULT_RETRY_SECONDS)
        if response.status_code in (400, 401, 403):
            return self._credentials_refused()
        token = _token_in(response, self._clock.now()) if response.status_code == 200 else None
        return token or self._busy_in(response) or Busy(DEFAULT_RETRY_SECONDS)


def _token_in(response: httpx.Response, now: datetime) -> _Token | None:
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict):
        return None
    value, seconds = body.get("access_token"), body.get("expires_in", _DEFAULT_TOKEN_SECONDS)
    if not isinstance(value, str) or not value.isascii() or not isinstance(seconds, int):
        return None
    kept_seconds = max(seconds - _TOKEN_LEEWAY_SECONDS, seconds // 2)
    return _Token(value, now + timedelta(seconds=min(max(kept_seconds, 0), 86_400)))
