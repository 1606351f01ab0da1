"""A Koha made of prepared answers, and an adapter that talks to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from backend.cards.ports import Entitlement, EntitlementWish, Link, LinkRequest
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from tests.unit.card_integration.scripted_http import NOW, MovableClock

LINK = Link("lnk_" + "a" * 22, account="54")
PATRON: dict[str, Any] = {
    "patron_id": 54,
    "cardnumber": "33011795434651",
    "surname": "李",
    "firstname": "四",
    "address": "文三路2号",
    "city": "杭州",
    "library_id": "CPL",
    "category_id": "DEP",
    "restricted": False,
    "patron_card_lost": False,
    "expiry_date": "2035-02-23",
}
LINE: dict[str, Any] = {
    "account_line_id": 10,
    "account_type": "A",
    "amount": 100.0,
    "amount_outstanding": 100.0,
    "description": "",
    "internal_note": None,
}


def account(*debits: dict[str, Any]) -> dict[str, Any]:
    return {
        "balance": sum(line["amount_outstanding"] for line in debits),
        "outstanding_debits": {"lines": list(debits), "total": 0},
        "outstanding_credits": {"lines": [], "total": 0},
    }


def operator(handle: Callable[[httpx.Request], httpx.Response]) -> KohaOperator:
    """Return an adapter whose token is given and whose other calls `handle` answers."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "tok", "expires_in": 3600})
        return handle(request)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    rules = KohaRules("FREE", "DEP", "A")
    return KohaOperator("https://koha.example/api/v1", "c", "s", 1.0, MovableClock(), rules, http)


def link_request(**changes: Any) -> LinkRequest:
    members = {
        "link_id": LINK.link_id,
        "card_number": PATRON["cardnumber"],
        "holder_name": "李四",
        "holder_id_number": "350299198506011022",
        "consent_id": "cns_" + "a" * 22,
    }
    return LinkRequest(**{**members, **changes})


def waiver(**changes: Any) -> Entitlement:
    members = {
        "entitlement_id": "ent_" + "b" * 22,
        "link": LINK,
        "perk": "deposit_waiver",
        "wanted": EntitlementWish.ACTIVE,
        "revision": 1,
        "valid_from": NOW - timedelta(minutes=1),
        "valid_until": NOW + timedelta(days=90),
        "max_value_fen": None,
    }
    return Entitlement(**{**members, **changes})
