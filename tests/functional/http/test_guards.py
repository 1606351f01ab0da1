from __future__ import annotations

from typing import Any

import pytest

from backend.merchants.past_days import DayWish, PastPage
from miniprogram_api.authentication import GUARD_MARK
from tests.functional.http.documented import list_operations
from tests.functional.http.fakes import (
    AS_CITIZEN,
    AS_DEPARTMENT,
    AS_MERCHANT,
    AS_OFFICER,
    AS_OPERATOR,
    CALLER,
    SHOP,
)

GUARD_OF_SECURITY = {
    (): "public",
    ("citizen",): "citizen",
    ("merchant", "merchantKey"): "merchant",
    ("department", "departmentKey"): "department",
    ("operator", "operatorKey"): "operator",
    ("officer", "officerCookie"): "officer",
    ("operatorSignature",): "signed event",
}
# For each guard, what proves every other kind of caller.
FOREIGN = {
    "citizen": [AS_MERCHANT, AS_DEPARTMENT, AS_OFFICER, {"Authorization": "Bearer mk_good", **AS_DEPARTMENT}],
    "merchant": [AS_CITIZEN, AS_DEPARTMENT, AS_OFFICER, {"Authorization": "Bearer dk_good"}],
    "department": [AS_CITIZEN, AS_OPERATOR, AS_OFFICER, {"Authorization": "Bearer mk_good"}],
    "operator": [AS_CITIZEN, AS_MERCHANT, AS_OFFICER, {"Authorization": "Bearer dk_good"}],
    "officer": [AS_CITIZEN, AS_MERCHANT, AS_DEPARTMENT, AS_OPERATOR],
    "operatorSignature": [AS_OPERATOR, AS_DEPARTMENT, AS_OFFICER, {"webhook-signature": "v1,forged"}],
}
# Standard Webhooks has a sender that is not believed answered so.
REFUSED_WITH = {"operatorSignature": 400}


def refusal_of(operation: dict[str, Any]) -> int:
    """Return the status for a caller who does not prove what the operation asks for."""
    return REFUSED_WITH.get(next(iter(operation["security"][0])), 401)


def test_every_route_has_a_guard(door) -> None:
    assert [name for name, view in door.view_functions.items() if not hasattr(view, GUARD_MARK)] == []


def test_only_these_routes_are_open_to_anyone(door) -> None:
    open_to_anyone = {
        rule.rule
        for rule in door.url_map.iter_rules()
        if getattr(door.view_functions[rule.endpoint], GUARD_MARK) == "public"
    }
    assert open_to_anyone == {
        "/",
        "/v",
        "/docs",
        "/docs/<name>",
        "/docs/start.js",
        "/problems/<path:code>",
        "/api/v1/openapi.json",
        "/api/v1/catalogue",
        "/api/v1/status-policy",
        "/api/v1/bike-stations",
        "/api/v1/chat",
        "/api/v1/chat/feedback",
        "/api/v1/organisations",
        "/api/v1/organisations/<code>",
        "/api/v1/redress/figures",
        "/api/v1/privacy-notice",
        "/api/v1/merchant/invitations/look",
        "/api/v1/merchant/invitations/accept",
        "/api/v1/session/wechat",
        "/api/v1/session/refresh",
        "/api/v1/officer/session",
        "/.well-known/jwks.json",
        "/.well-known/cose-keys",
        "/.well-known/status-list/<list_number>",
        "/.well-known/certificate-terms",
        "/about",
        "/scan",
        "/officer",
        "/operator",
        "/operator/<any(letters,reconciliation):room>",
        "/<any(welcome,status,records,cases,inbox,code,perks,cards,help,mine):room>",
        "/<any(welcome,status,records,cases,inbox,code,perks,cards,help,mine):room>/<path:screen>",
        "/sw.js",
        "/assets/<name>",
        "/healthz",
        "/readyz",
    }


def test_the_document_asks_for_what_the_guard_asks_for(door) -> None:
    guards = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower()): getattr(
            door.view_functions[rule.endpoint], GUARD_MARK
        )
        for rule in door.url_map.iter_rules()
        for method in rule.methods or ()
    }
    for method, path, operation in list_operations(door):
        schemes = tuple(name for choice in operation["security"] for name in choice)
        assert guards[path, method] == GUARD_OF_SECURITY[schemes]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer  "},
        {"Authorization": "Bearer forged"},
        {"Authorization": "Basic good-token"},
        {"Authorization": "good-token"},
        {"X-Api-Key": "mk_unknown"},
        {"X-Api-Key": "dk_unknown"},
        {"X-Api-Key": "ok_live_unknown"},
        {"Authorization": "Bearer os_unknown"},
        {"Cookie": "__Host-officer_session=os_unknown", "X-Requested-With": "desk"},
    ],
)
def test_who_proves_nothing_gets_no_further_than_the_guard(door, client, headers) -> None:
    for method, path, operation in list_operations(door):
        if operation["security"]:
            answer = client.open(path, method=method.upper(), headers=headers, data=b"{")
            assert (path, answer.status_code) == (path, refusal_of(operation))


@pytest.mark.parametrize("which", range(4))
def test_whoever_proves_to_be_one_kind_of_caller_is_none_of_the_others(door, client, which) -> None:
    for method, path, operation in list_operations(door):
        if operation["security"]:
            guard = next(iter(operation["security"][0]))
            answer = client.open(path, method=method.upper(), headers=FOREIGN[guard][which])
            assert (path, answer.status_code) == (path, refusal_of(operation))


def test_the_scheme_may_be_written_in_any_case(client, told) -> None:
    told.sessions.answers["sign_out"] = None
    assert client.delete("/api/v1/session", headers={"Authorization": "bearer good-token"}).status_code == 204
    assert told.sessions.asked == [("sign_out", CALLER)]


@pytest.mark.parametrize("headers", [AS_MERCHANT, {"Authorization": "Bearer mk_good"}])
def test_a_merchants_key_is_taken_in_either_header(client, told, headers) -> None:
    told.merchants.answers["list_verifications"] = PastPage([])
    assert client.get("/api/v1/merchant/verifications", headers=headers).json["verifications"] == []
    assert told.merchants.asked == [("list_verifications", SHOP, DayWish())]
