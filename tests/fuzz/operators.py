"""What operators answer over HTTP: whatever it is, an outcome comes of it that can be kept and be told.

An input is a line of how the answer comes (the call, the status, a header), and the body.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import httpx

from backend.cards.loans import RenewalWish
from backend.cards.operators import CardFunction
from backend.cards.ports import Busy, Link, RefusedByOperator, Unknown, Unsupported
from backend.platform.errors import Unavailable
from card_integration.contract.operator import ContractOperator
from card_integration.koha.operator import KohaOperator
from card_integration.retry_after import LONGEST_SECONDS, retry_after_seconds
from miniprogram_api.moments import city_time
from tests.fuzz.target import Target
from tests.unit.card_integration.gbfs.scripted_feed import ScriptedFeed
from tests.unit.card_integration.koha.scripted_koha import (
    LINE,
    LINK,
    PATRON,
    account,
    link_request,
    operator,
    waiver,
)
from tests.unit.card_integration.scripted_http import NOW, ScriptedOperator, adapter

_NO_ANSWER = (Busy, RefusedByOperator, Unknown, Unsupported)
_WISH = RenewalWish("7", date(2026, 12, 1))
_STATUSES = (200, 201, 204, 400, 403, 404, 409, 429, 503)

_CONTRACT: Mapping[str, Callable[[ContractOperator], object]] = {
    "link": lambda one: one.link(link_request()),
    "put": lambda one: one.put(waiver()),
    "read": lambda one: one.read(waiver()),
    "held": lambda one: one.list_held(None, None),
    "standing": lambda one: one.standing(LINK),
    "capabilities": lambda one: one.capabilities(),
    "services": lambda one: one.services(LINK, CardFunction.LENDING),
    "renew": lambda one: one.renew(LINK, _WISH),
}
_KOHA: Mapping[str, Callable[[KohaOperator], object]] = {
    "link": lambda one: one.link(link_request()),
    "put": lambda one: one.put(waiver()),
    "read": lambda one: one.read(waiver()),
    "held": lambda one: one.list_held(None, None),
    "standing": lambda one: one.standing(LINK),
    "check": lambda one: one.check_setup(),
    "services": lambda one: one.services(LINK, CardFunction.LENDING),
    "renew": lambda one: one.renew(Link(LINK.link_id, account="54"), _WISH),
}


def _contract(data: bytes) -> bool:
    call, reply = _reply(data)
    return _is_told(_CONTRACT[_chosen(call, _CONTRACT)](adapter(ScriptedOperator(reply))))


def _koha(data: bytes) -> bool:
    call, reply = _reply(data)
    body = reply.content

    def answer(request: httpx.Request) -> httpx.Response:
        is_list = request.url.path.endswith(("/patrons", "/credits", "/checkouts", "/patron_categories"))
        content = b"[" + body + b"]" if is_list and request.method == "GET" else body
        return httpx.Response(reply.status_code, headers=reply.headers, content=content)

    return _is_told(_KOHA[_chosen(call, _KOHA)](operator(answer)))


def _oauth(data: bytes) -> bool:
    _, reply = _reply(data)
    held = httpx.Response(200, content=_held())
    return _is_told(adapter(ScriptedOperator(held, tokens=[reply])).list_held(None, None))


def _gbfs(data: bytes) -> bool:
    """The four files of a feed; what is kept of them for other workers means the same to these."""
    feed = ScriptedFeed()
    feed.data = defaultdict(dict, feed.data)
    names = ("gbfs", "station_information", "station_status", "system_pricing_plans")
    for name, file in zip(names, data.split(b"\n"), strict=False):
        if file:
            feed.replies[name] = httpx.Response(200, content=file)
    try:
        network = feed.another_worker().read()
    except Unavailable:
        return False
    assert feed.another_worker().read() == network
    return _is_told(network)


def _retry_after(data: bytes) -> bool:
    seconds = retry_after_seconds(data.decode("latin-1"), NOW)
    assert seconds is None or 1 <= seconds <= LONGEST_SECONDS
    return seconds is not None


def _reply(data: bytes) -> tuple[int, httpx.Response]:
    """Return the number of a call and what answers it; a header that no server can send is left out."""
    head, _, body = data.partition(b"\n")
    call, status, header = head[:1], head[1:2], head[2:].strip().replace(b"\r", b"").replace(b"\0", b"")
    headers = {"Retry-After": header, "X-Total-Count": header} if header else {"X-Total-Count": b"1"}
    chosen = _STATUSES[int.from_bytes(status) % len(_STATUSES)]
    raw = [(name.encode(), value) for name, value in headers.items()]
    return int.from_bytes(call), httpx.Response(chosen, headers=raw, content=body)


def _chosen(number: int, calls: Mapping[str, object]) -> str:
    return list(calls)[number % len(calls)]


def _is_told(outcome: object) -> bool:
    """Tell whether it is an answer; whatever it is, no database and no calendar may stumble over it."""
    if isinstance(outcome, str):
        assert "\0" not in outcome
        outcome.encode()
    elif isinstance(outcome, datetime):
        assert city_time(outcome)
    elif is_dataclass(outcome):
        for field in fields(outcome):
            _is_told(getattr(outcome, field.name))
    elif isinstance(outcome, list | tuple | frozenset):
        for one in outcome:
            _is_told(one)
    return not isinstance(outcome, _NO_ANSWER)


def _seed(calls: Mapping[str, object], call: str, body: Mapping[str, Any], header: str = "") -> bytes:
    status = bytes([_STATUSES.index(200)])
    return bytes([list(calls).index(call)]) + status + header.encode() + b"\n" + json.dumps(body).encode()


def _held() -> bytes:
    return json.dumps({"items": [_HELD], "next_cursor": None}).encode()


_MOMENT = "2026-11-23T12:00:00+08:00"
_FEN = {"amount": 7_397, "currency": "CNY"}
_HELD = {
    "state": "active",
    "entitlement_id": waiver().entitlement_id,
    "link_id": LINK.link_id,
    "revision": 1,
    "perk": "deposit_waiver",
    "changed_at": _MOMENT,
    "in_effect_at": _MOMENT,
    "operator_ref": "r1",
}
_LOAN = {
    "kind": "loan",
    "title": "平凡的世界",
    "at": _MOMENT,
    "due_on": "2026-12-01",
    "state": "open",
    "id": "7",
    "renewable": True,
    "renewals_left": 1,
}
_VIEW = {
    "link_id": LINK.link_id,
    "service": "lending",
    "as_of": _MOMENT,
    "owed": _FEN,
    "deposit": {"state": "waived", "amount": _FEN},
    "valid_from": "2026-01-01",
    "items": [_LOAN, {"kind": "bill", "title": "水费", "at": _MOMENT, "month": "2026-10", "amount": _FEN}],
}
_STANDING = {
    "open_items": 1,
    "overdue_items": 0,
    "owed": _FEN,
    "blocks": [{"kind": "overdue", "since": _MOMENT, "clears_when": "归还"}],
}
_CAPABILITIES = {
    "perks": [{"perk": "deposit_waiver", "applies": "immediate", "max_value": _FEN}],
    "services": ["lending"],
}
_PROBLEM = {"type": "https://x.example/problems/stale-revision", "title": "不行", "current_revision": 2}
# With the members of everything that Koha answers: it is asked several things in one call.
_OF_KOHA = {
    **PATRON,
    **account(),
    **LINE,
    "checkout_id": 7,
    "due_date": _MOMENT,
    "checkout_date": _MOMENT,
    "preferred_name": "四",
    "item": {"external_id": "x1", "biblio": {"title": "平凡的世界"}},
    "patron_category_id": "FREE",
    "category_id": "FREE",
}

OPERATORS = {
    "contract": Target(
        _contract,
        [
            _seed(_CONTRACT, "link", {"link_id": LINK.link_id, "state": "active", "card_masked": "3501****"}),
            _seed(_CONTRACT, "put", _HELD),
            _seed(_CONTRACT, "held", {"items": [_HELD], "next_cursor": "c"}),
            _seed(_CONTRACT, "standing", _STANDING),
            _seed(_CONTRACT, "capabilities", _CAPABILITIES),
            _seed(_CONTRACT, "services", _VIEW),
            _seed(_CONTRACT, "renew", {"loan_id": "7", "due_on": "2026-12-28", "renewals_left": 0}),
            b"\x01\x06\n" + json.dumps(_PROBLEM).encode(),
            b"\x01\x07Mon, 23 Nov 2026 04:02:00 GMT\n{}",
        ],
        good=7,
    ),
    "koha": Target(
        _koha,
        [
            _seed(_KOHA, "link", _OF_KOHA),
            _seed(_KOHA, "put", _OF_KOHA),
            _seed(_KOHA, "read", _OF_KOHA),
            _seed(_KOHA, "held", _OF_KOHA),
            _seed(_KOHA, "standing", _OF_KOHA),
            _seed(_KOHA, "services", _OF_KOHA),
            _seed(_KOHA, "check", _OF_KOHA, header="1"),
            _seed(_KOHA, "renew", _OF_KOHA),
            b'\x07\x04\n{"error":"Renewal not authorized (too_many)"}',
            b'\x02\x03\n{"errors":[{"message":"m","path":"/body/surname"}],"status":400}',
        ],
        good=6,
    ),
    "oauth": Target(_oauth, [b'\0\0\n{"access_token":"tok","expires_in":600}', b"\0\x08120\n{}"]),
    "gbfs": Target(
        _gbfs,
        [
            b"\n".join(
                json.dumps(ScriptedFeed().file(name)).encode()
                for name in ("gbfs", "station_information", "station_status", "system_pricing_plans")
            ),
            b"",
        ],
    ),
    "retry_after": Target(_retry_after, [b"Mon, 23 Nov 2026 04:02:00 GMT", b"120", b"Sunday, 06-Nov-94"]),
}
