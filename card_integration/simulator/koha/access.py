"""Koha's token address: credentials in the form, and 403 for a wrong secret."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.koha.replies import koha_json, said, unauthenticated

TOKEN_SECONDS = 3600


class Access:
    """Gives tokens to the one API client; a restart forgets every token."""

    def __init__(self, client_id: str, client_secret: str, clock: ShiftedClock) -> None:
        self._credentials = (client_id.encode(), client_secret.encode())
        self._clock = clock
        self._expiry_of: dict[str, datetime] = {}

    def give_token(self, request: Request) -> Response:
        """Answer the token request."""
        if request.form.get("grant_type") != "client_credentials":
            raise said(400, "Unimplemented grant type")
        sent = (request.form.get("client_id", ""), request.form.get("client_secret", ""))
        pairs = zip(sent, self._credentials, strict=True)
        if not all([hmac.compare_digest(given.encode(), held) for given, held in pairs]):
            raise said(403, "access_denied")
        token = secrets.token_urlsafe(32)
        self._expiry_of[token] = self._clock.now() + timedelta(seconds=TOKEN_SECONDS)
        return koha_json({"access_token": token, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"})

    def require(self, request: Request) -> None:
        """Let a request with a living token pass; raises `KohaRefusal` 401 for any other."""
        sent = request.authorization
        token = sent.token if sent is not None and sent.type == "bearer" else None
        expiry_at = self._expiry_of.get(token or "")
        if expiry_at is None or expiry_at <= self._clock.now():
            raise unauthenticated()

    def revoke_all(self) -> None:
        """Forget every token before its time."""
        self._expiry_of.clear()
