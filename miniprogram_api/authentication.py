"""Who is calling: every route names its guard, and the guard hands the caller to the view."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from flask import Response, after_this_request, request

from backend.cards.operator_access.incoming import OperatorEvent
from backend.cards.operator_access.keys import OperatorCaller
from backend.identity.access_tokens import SignedInCitizen
from backend.merchants.callers import EndedCaller, MerchantCaller
from backend.officers.sessions import SignedInOfficer
from backend.platform.errors import DomainError, Refused, Unauthenticated
from backend.records.departments import DepartmentCaller
from miniprogram_api.edge.callers import Caller, anonymous_caller
from miniprogram_api.edge.parts import admit_caller, turn_away
from miniprogram_api.services import services

View = Callable[..., Response]
GUARD_MARK = "__guard__"
# Browsers take a cookie of such a name over https alone, for this host alone (RFC 6265bis section 4.1.3.2).
OFFICER_COOKIE = "__Host-officer_session"
_DEMO_OFFICER_COOKIE = "officer_session"
# Whatever only looks may come with the cookie alone (RFC 9110 section 9.2.1).
_SAFE_METHODS = {"GET", "HEAD"}
_CASE_REFERENCE = re.compile(r"[XYxy][0-9]{4}-\w{4}-\w{4}|(dsp|rep)_\w{22}", re.ASCII)

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
    "operator": {
        "type": "http",
        "scheme": "bearer",
        "description": "The card operator's API key, ok_live_… or ok_sandbox_…",
    },
    "operatorKey": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Api-Key",
        "description": "The card operator's API key in a header of its own.",
    },
    "officer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of POST /api/v1/officer/session, os_…",
    },
    "officerCookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": OFFICER_COOKIE,
        "description": "The same in a cookie; whatever changes something then needs X-Requested-With too. "
        "A demo, which speaks plain http, calls it officer_session.",
    },
    "operatorSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks, v1, with webhook-id and webhook-timestamp; refused with 400.",
    },
}


@dataclass(frozen=True)
class Guard:
    """Proves a kind of caller.

    `identify` returns what a view is given first, and raises `Unauthenticated`; `security` names the schemes
    of the OpenAPI document, one of which is enough; `refuses` are the statuses of the guard's refusals.
    """

    name: str
    identify: Callable[[], tuple[object, ...]]
    security: tuple[str, ...]
    refuses: tuple[int, ...] = (401,)

    def admit(self) -> tuple[object, ...]:
        """Return what the view is given, once the caller is known and asks no more than they may.

        Raises what `identify` raises, and `TooMany`.
        """
        try:
            proven = self.identify()
        except DomainError:
            turn_away()
            raise
        admit_caller(_caller_among(proven))
        return proven


def guarded(view: View, guard: Guard) -> View:
    """Return the view behind its guard, marked so that a test can list views without one."""

    @wraps(view)
    def admitted(**path: str) -> Response:
        return view(*guard.admit(), **path)

    setattr(admitted, GUARD_MARK, guard.name)
    return admitted


def _caller_among(proven: tuple[object, ...]) -> Caller:
    """Return who asks, by what a guard found: an account, the owner of a key, or else an address."""
    match proven[0] if proven else None:
        case SignedInCitizen(citizen_id=citizen_id):
            return Caller("citizen", citizen_id)
        case MerchantCaller(merchant_id=merchant_id) | EndedCaller(merchant_id=merchant_id):
            return Caller("merchant", merchant_id)
        case DepartmentCaller(code=code):
            return Caller("department", code)
        case OperatorCaller(operator_id=operator_id) | OperatorEvent(operator_id=operator_id):
            return Caller("operator", operator_id)
        case SignedInOfficer(id=officer_id):
            return Caller("officer", officer_id)
    return anonymous_caller()


def _admit_anyone() -> tuple[object, ...]:
    return ()


def _identify_citizen() -> tuple[object, ...]:
    token = _bearer()
    if token is None:
        raise Unauthenticated("sign-in-required", zh="请先登录。", en="Please sign in first.")
    return (services().sessions.read_access_token(token),)


def _identify_citizen_if_signed_in() -> tuple[object, ...]:
    token = _bearer()
    return (services().sessions.read_access_token(token) if token is not None else None,)


def _identify_merchant() -> tuple[object, ...]:
    return (services().merchants.authenticate(_api_key()),)


def _identify_reporting_merchant() -> tuple[object, ...]:
    return (services().merchants.authenticate_reporting(_api_key()),)


def _identify_department() -> tuple[object, ...]:
    return (services().departments.authenticate(_api_key()),)


def _identify_operator() -> tuple[object, ...]:
    return (services().operator_door.keys.authenticate(_api_key()),)


def _read_signed_event() -> tuple[object, ...]:
    operator_id = (request.view_args or {})["operator"]
    return (services().operator_door.signatures.read(operator_id, request.headers, request.get_data()),)


def _identify_arriving_officer() -> tuple[SignedInOfficer]:
    """Admit an officer to their own account, also one who must change the password first."""
    token = _bearer()
    if token is None:
        token = request.cookies.get(officer_cookie())
        if token is not None:
            _require_own_page()
    if token is None:
        raise Unauthenticated("officer-sign-in-required", zh="请先登录。", en="Please sign in first.")
    act, about = f"{request.method} {request.url_rule}", _case_asked_for()
    officer = services().officers.sessions.admit(token, act, about)
    after_this_request(lambda answer: _note_refused(officer, act, about, answer))
    return (officer,)


def _identify_officer() -> tuple[object, ...]:
    (officer,) = _identify_arriving_officer()
    if officer.must_change:
        raise Refused(
            "password-change-required",
            zh="初始密码由他人生成，请先修改密码。",
            en="Somebody made your password for you; please change it first.",
        )
    return (officer,)


def officer_cookie() -> str:
    """Return the name of the desk's cookie here."""
    return _DEMO_OFFICER_COOKIE if services().ground.city.is_demo else OFFICER_COOKIE


def _require_own_page() -> None:
    """Pass what a form of another site cannot send: a header of one's own (with SameSite, against CSRF)."""
    if request.method not in _SAFE_METHODS and "X-Requested-With" not in request.headers:
        raise Refused(
            "requested-with-missing",
            zh="用 Cookie 登录时，请求须带 X-Requested-With 头。",
            en="With the cookie, a request that changes something must carry X-Requested-With.",
        )


def _case_asked_for() -> str | None:
    """Return the case in the address for the log; whatever else was typed there may be anything."""
    number = (request.view_args or {}).get("number", "")
    return number if _CASE_REFERENCE.fullmatch(number) else None


def _note_refused(officer: SignedInOfficer, act: str, about: str | None, answer: Response) -> Response:
    if 400 <= answer.status_code < 500:
        services().officers.sessions.note_refusal(officer, f"{answer.status_code} {act}", about)
    return answer


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


PUBLIC = Guard("public", _admit_anyone, (), refuses=())
CITIZEN = Guard("citizen", _identify_citizen, ("citizen",))
# Open to anyone, and told more to whoever is signed in; credentials that do not hold are refused.
ANYONE_OR_CITIZEN = Guard("public", _identify_citizen_if_signed_in, ())
MERCHANT = Guard("merchant", _identify_merchant, ("merchant", "merchantKey"))
# A key that has ended still tells whom its phone looked at before; the service says what of it is taken.
REPORTING_MERCHANT = Guard("merchant", _identify_reporting_merchant, MERCHANT.security)
# A department asks under its own code alone.
DEPARTMENT = Guard("department", _identify_department, ("department", "departmentKey"), refuses=(401, 403))
OPERATOR = Guard("operator", _identify_operator, ("operator", "operatorKey"))
SIGNED_EVENT = Guard("signed event", _read_signed_event, ("operatorSignature",), refuses=(400,))
# With the cookie alone nothing is changed, with a password that somebody else made nothing is seen.
_OFFICER_SCHEMES = ("officer", "officerCookie")
OFFICER = Guard("officer", _identify_officer, _OFFICER_SCHEMES, refuses=(401, 403))
ARRIVING_OFFICER = Guard("officer", _identify_arriving_officer, _OFFICER_SCHEMES, refuses=(401, 403))
