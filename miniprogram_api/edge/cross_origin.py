"""Pages of ours on another host (a CDN) may call the API from a browser; pages of others may not."""

from __future__ import annotations

from flask import Response, request

# What pages call. The desk's cookie never leaves its own origin, and machines ask no browser.
_OPENED = ("/api/v1/", "/.well-known/")
_CLOSED = ("/api/v1/officer/", "/api/v1/operator/", "/api/v1/departments/")
_KEPT_SECONDS = 600
_SENT = "Authorization, Content-Type, Idempotency-Key, X-Api-Key, If-None-Match"
_READ = "Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, ETag, Content-Language"


class CrossOrigin:
    """Grants the origins of a list, to the letter, and never with cookies (Fetch standard, CORS protocol)."""

    def __init__(self, origins: frozenset[str]) -> None:
        self._origins = origins

    def add_to(self, response: Response) -> None:
        """Add what lets a browser hand the answer to the page that asked, if it is one of ours."""
        path = request.path
        if not self._origins or not path.startswith(_OPENED) or path.startswith(_CLOSED):
            return
        response.headers.add("Vary", "Origin")
        origin = request.headers.get("Origin")
        if origin not in self._origins:
            return
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _READ
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
            response.headers["Access-Control-Allow-Headers"] = _SENT
            response.headers["Access-Control-Max-Age"] = str(_KEPT_SECONDS)
