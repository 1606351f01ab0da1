"""Who is calling: every route names its guard, and the guard hands the caller to the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from flask import Response, request

from backend.platform.errors import Unauthenticated
from miniprogram_api.services import services

View = Callable[..., Response]
GUARD_MARK = "__guard__"

SECURITY_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "citizen": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access_token of POST /api/v1/session/wechat.",
    },
    "merchant": {"type": "http", "scheme": "bearer", "description": "The merchant's API key, mk_…"},
    "merchantKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
        "description": "The merchant's API key in a header of its own.",
    },
    "department": {
        "type": "http",
        "scheme": "bearer",
        "description": "The source department's API key, dk_…",
    },
    "departmentKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
        "description": "The department's API key in a header of its own.",
    },
}


@dataclass(frozen=True)
class Guard:
    """Proves a kind of caller.

    `identify` returns what a view is given first, and raises `Unauthenticated`; `security` names the schemes
    of the OpenAPI document, one of which is enough.
    """

    name: str
    identify: Callable[[], tuple[object, ...]]
    security: tuple[str, ...]


def guarded(view: View, guard: Guard) -> View:
    """Return the view behind its guard, marked so that a test can list views without one."""

    @wraps(view)
    def admitted(**path: str) -> Response:
        return view(*guard.identify(), **path)

    setattr(admitted, GUARD_MARK, guard.name)
    return admitted


def _admit_anyone() -> tuple[object, ...]:
    return ()


def _identify_citizen() -> tuple[object, ...]:
    token = _bearer()
    if token is None:
        raise Unauthenticated("sign-in-required", zh="请先登录。", en="Please sign in first.")
    return (services().sessions.read_access_token(token),)


def _identify_merchant() -> tuple[object, ...]:
    return (services().merchants.authenticate(_api_key()),)


def _identify_department() -> tuple[object, ...]:
    return (services().departments.authenticate(_api_key()),)


def _api_key() -> str:
    api_key = request.headers.get("X-Api-Key") or _bearer()
    if api_key is None:
        raise Unauthenticated(
            "api-key-required",
            zh="请在 Authorization: Bearer 或 X-Api-Key 中提供接口密钥。",
            en="Please send your API key as Authorization: Bearer or X-Api-Key.",
        )
    return api_key


def _bearer() -> str | None:
    """Return the credentials of the Authorization header (RFC 6750 section 2.1), or None."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() or None if scheme.lower() == "bearer" else None


PUBLIC = Guard("public", _admit_anyone, ())
CITIZEN = Guard("citizen", _identify_citizen, ("citizen",))
MERCHANT = Guard("merchant", _identify_merchant, ("merchant", "merchantKey"))
DEPARTMENT = Guard("department", _identify_department, ("department", "departmentKey"))
