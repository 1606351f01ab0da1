"""An operator made of prepared answers, and a clock that moves when told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from card_integration.contract.operator import ContractOperator

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Reply = httpx.Response | Exception
TOKEN = {"access_token": "tok", "token_type": "Bearer", "expires_in": 600}


class MovableClock:
    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def pass_seconds(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)


class ScriptedOperator:
    """Answers token requests and other requests, each from its own row of replies; the last one repeats."""

    def __init__(self, *replies: Reply, tokens: list[Reply] | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self.token_requests: list[httpx.Request] = []
        self._replies = list(replies)
        self._tokens = tokens or [httpx.Response(200, json=TOKEN)]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        is_token = request.url.path.endswith("/oauth/token")
        (self.token_requests if is_token else self.requests).append(request)
        replies = self._tokens if is_token else self._replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


def adapter(
    script: Callable[[httpx.Request], httpx.Response], clock: MovableClock | None = None, **settings: Any
) -> ContractOperator:
    chosen = {"client_id": "city", "client_secret": "s:e/c", "timeout_seconds": 1.0, **settings}
    http = httpx.Client(transport=httpx.MockTransport(script))
    return ContractOperator(
        "https://operator.example/api/", clock=clock or MovableClock(), http=http, **chosen
    )


def problem(status: int, code: str, **members: Any) -> httpx.Response:
    body = {"type": f"https://operator.example/problems/{code}", "title": "不行", "status": status, **members}
    return httpx.Response(status, json=body)
