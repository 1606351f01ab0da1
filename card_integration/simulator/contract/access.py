"""Who may speak the contract: OAuth 2 client credentials (RFC 6749 section 4.4), tokens kept in memory."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.web import Problem, json_response

TOKEN_SECONDS = 600


class Access:
    """Gives tokens for the one client's credentials; a restart forgets every token."""

    def __init__(self, client_id: str, client_secret: str, clock: ShiftedClock) -> None:
        self._credentials = f"{client_id}:{client_secret}".encode()
        self._clock = clock
        self._expiry_of: dict[str, datetime] = {}

    def give_token(self, request: Request) -> Response:
        """Answer the token request; an error has the form of RFC 6749 section 5.2."""
        sent = request.authorization
        if sent is None or sent.type != "basic" or not self._knows(sent.username, sent.password):
            return json_response({"error": "invalid_client"}, 401)
        if request.form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        token = secrets.token_urlsafe(32)
        self._expiry_of[token] = self._clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return json_response({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS})

    def require(self, request: Request) -> None:
        """Let a request with a living token pass; raises `Problem` 401 for any other."""
        sent = request.authorization
        token = sent.token if sent is not None and sent.type == "bearer" else None
        expiry_at = self._expiry_of.get(token or "")
        if expiry_at is None or expiry_at <= self._clock.now():
            raise Problem(401, "unauthenticated", "请先取得访问令牌", headers={"WWW-Authenticate": "Bearer"})

    def _knows(self, client_id: str | None, client_secret: str | None) -> bool:
        sent = f"{unquote_plus(client_id or '')}:{unquote_plus(client_secret or '')}".encode()
        return hmac.compare_digest(sent, self._credentials)
