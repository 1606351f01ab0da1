from __future__ import annotations

import pytest

from miniprogram_api.authentication import GUARD_MARK
from tests.functional.http.documented import list_operations
from tests.functional.http.fakes import AS_CITIZEN, AS_DEPARTMENT, AS_MERCHANT, CALLER, SHOP

GUARD_OF_SECURITY = {
    (): "public",
    ("citizen",): "citizen",
    ("merchant", "merchantKey"): "merchant",
    ("department", "departmentKey"): "department",
}
# For each guard, what proves every other kind of caller.
FOREIGN = {
    "citizen": [AS_MERCHANT, AS_DEPARTMENT, {"Authorization": "Bearer mk_good", **AS_DEPARTMENT}],
    "merchant": [AS_CITIZEN, AS_DEPARTMENT, {"Authorization": "Bearer dk_good"}],
    "department": [AS_CITIZEN, AS_MERCHANT, {"Authorization": "Bearer mk_good"}],
}


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
        "/api/v1/organisations",
        "/api/v1/organisations/<code>",
        "/api/v1/session/wechat",
        "/api/v1/session/refresh",
        "/.well-known/jwks.json",
        "/.well-known/cose-keys",
        "/.well-known/status-list/<list_number>",
        "/.well-known/certificate-terms",
        "/scan",
        "/code",
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
    ],
)
def test_who_proves_nothing_gets_no_further_than_the_guard(door, client, headers) -> None:
    for method, path, operation in list_operations(door):
        if operation["security"]:
            answer = client.open(path, method=method.upper(), headers=headers, data=b"{")
            assert (path, answer.status_code) == (path, 401)


@pytest.mark.parametrize("which", range(3))
def test_whoever_proves_to_be_one_kind_of_caller_is_none_of_the_others(door, client, which) -> None:
    for method, path, operation in list_operations(door):
        if operation["security"]:
            guard = next(iter(operation["security"][0]))
            answer = client.open(path, method=method.upper(), headers=FOREIGN[guard][which])
            assert (path, answer.status_code) == (path, 401)


def test_the_scheme_may_be_written_in_any_case(client, told) -> None:
    told.sessions.answers["sign_out"] = None
    assert client.delete("/api/v1/session", headers={"Authorization": "bearer good-token"}).status_code == 204
    assert told.sessions.asked == [("sign_out", CALLER)]


@pytest.mark.parametrize("headers", [AS_MERCHANT, {"Authorization": "Bearer mk_good"}])
def test_a_merchants_key_is_taken_in_either_header(client, told, headers) -> None:
    told.merchants.answers["list_verifications"] = []
    assert client.get("/api/v1/merchant/verifications", headers=headers).json == {"verifications": []}
    assert told.merchants.asked == [("list_verifications", SHOP)]
