"""The talk with an operator in the words of the contract: JSON objects under OAuth 2 client credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import httpx
import orjson

from backend.cards.ports import Busy, Unknown
from backend.platform.clock import Clock
from card_integration.oauth_session import DEFAULT_RETRY_SECONDS, OAuthSession

__all__ = ["DEFAULT_RETRY_SECONDS", "Answer", "ContractSession"]


@dataclass(frozen=True)
class Answer:
    """A usable answer of the operator: a 2xx or 4xx and its JSON object, empty for 204."""

    status: int
    body: dict[str, Any]


class ContractSession:
    """Sends requests whose answers are JSON objects; safe to share among threads."""

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        timeout_seconds: float,
        clock: Clock,
        http: httpx.Client,
    ) -> None:
        token_request = {
            "data": {"grant_type": "client_credentials"},
            "auth": (quote_plus(client_id), quote_plus(client_secret)),  # RFC 6749 section 2.3.1
        }
        self._session = OAuthSession(base_url, token_request, timeout_seconds, clock, http)

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer | Busy | Unknown:
        """Send one request and say what came of it."""
        response = self._session.send(method, path, json=body)
        if not isinstance(response, httpx.Response):
            return response
        if response.status_code == 204:
            return Answer(204, {})
        try:
            answered = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            return Unknown()
        return Answer(response.status_code, answered) if isinstance(answered, dict) else Unknown()
