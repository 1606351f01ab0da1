"""What callers say of themselves in headers and addresses, before anything of them is known."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from flask import Flask

from backend.identity.access_tokens import AccessTokens, SignedInCitizen
from backend.identity.device_kind import DeviceKind, device_kind_of
from backend.perks.operator_door.held import Place
from backend.platform.errors import DomainError, Invalid, Unauthenticated
from miniprogram_api.edge.callers import anonymous_caller
from miniprogram_api.language import Language, asked_language
from miniprogram_api.request_parts import idempotency_key
from tests.fuzz.target import Target

_NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_APP = Flask(__name__)
_TOKENS = AccessTokens({"k1": b"k" * 32}, "k1", "https://card.example")
_CITIZEN = SignedInCitizen("cit_1", "sgn_1")
_HEADERS = ("Accept-Language", "Idempotency-Key", "User-Agent", "Authorization")


def _access_token(data: bytes) -> bool:
    """A token of ours speaks for whom we made it for, and no other text for anybody."""
    try:
        caller = _TOKENS.read(data.decode("latin-1"), _NOW)
    except Unauthenticated:
        return False
    assert caller == _CITIZEN
    return True


def _headers(data: bytes) -> bool:
    """An address and the value of each header, a line each."""
    address, *values = data.decode("latin-1").replace("\r", "").split("\n")
    headers = dict(zip(_HEADERS, values, strict=False))
    with _APP.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": address}):
        assert asked_language() in Language
        assert anonymous_caller().id is not None
        with contextlib.suppress(Invalid):
            idempotency_key()
    kind = device_kind_of(headers.get("User-Agent", ""))
    assert DeviceKind.of_code(kind.code) == kind
    return True


def _cursor(data: bytes) -> bool:
    try:
        place = Place.of_cursor(data.decode("latin-1"))
    except DomainError:
        return False
    assert Place.of_cursor(place.to_cursor()) == place
    return True


CALLERS = {
    "access_token": Target(
        _access_token,
        [_TOKENS.sign(_CITIZEN, _NOW).encode(), b"eyJhbGciOiJub25lIn0.e30.", b"W1tbW1tbW1tbW10.W10.AA"],
    ),
    "headers": Target(
        _headers,
        [b"2001:db8::1%eth0\nzh-Hant-HK;q=0.8, en;q=0.5, *;q=0\nkey-1\nMozilla/5.0 (iPhone)\nBearer x"],
    ),
    "cursor": Target(_cursor, [Place(_NOW, "grn_1").to_cursor().encode()]),
}
