"""The headers that every answer carries, unless the answer itself says otherwise."""

from __future__ import annotations

from flask import Response

from miniprogram_api.edge.limits import standings_of_request
from miniprogram_api.edge.token_buckets import Standing

NO_DEVICES = "camera=(), microphone=(), geolocation=()"
_YEAR_SECONDS = 31_536_000
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Permissions-Policy", NO_DEVICES),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    # A personal answer is stored nowhere; what is the same for everybody says so itself.
    ("Cache-Control", "no-store"),
)
# Sent over http too: browsers take it over https alone (RFC 6797 section 8.1).
# Not for subdomains, which are the city's and not ours.
_OVER_HTTPS = (("Strict-Transport-Security", f"max-age={_YEAR_SECONDS}"),)


class SecurityHeaders:
    """Adds the headers; `is_https` says that the public address is."""

    def __init__(self, *, is_https: bool) -> None:
        self._headers = [(name, name.lower(), value) for name, value in _ALWAYS + _OVER_HTTPS * is_https]

    def add_to(self, response: Response) -> None:
        """Add what is not there yet."""
        # One pass over the headers: as many calls of setdefault would cost a tenth of a scan.
        present = {name.lower() for name, _ in response.headers}
        response.headers.extend(
            [(name, value) for name, lower, value in self._headers if lower not in present]
        )


def add_rate_limits(response: Response) -> None:
    """Tell the caller what is left, and of how much (draft-ietf-httpapi-ratelimit-headers-10)."""
    standings = standings_of_request()
    if standings:
        response.headers.extend(
            [
                ("RateLimit-Policy", ", ".join(map(_policy_of, standings))),
                ("RateLimit", ", ".join(map(_left_of, standings))),
            ]
        )


def _policy_of(one: Standing) -> str:
    return f'"{one.name}";q={one.quota};w={one.window_seconds}'


def _left_of(one: Standing) -> str:
    return f'"{one.name}";r={one.left};t={one.whole_in_seconds}'
