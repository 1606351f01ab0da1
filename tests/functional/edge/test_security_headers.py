"""Every route that there is, asked once by every method: what its answer lets a browser do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.functional.edge.conftest import OpenDoor
from tests.functional.http.fakes import AS_CITIZEN

ALWAYS = {
    "X-Content-Type-Options": re.compile("nosniff"),
    "Referrer-Policy": re.compile("no-referrer"),
    "Content-Security-Policy": re.compile(r"default-src 'none';.*frame-ancestors 'none'.*"),
    "Permissions-Policy": re.compile(r"camera=\((self)?\), microphone=\(\), geolocation=\((self)?\)"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Cross-Origin-Resource-Policy": re.compile("same-origin"),
    "Cache-Control": re.compile(r"no-store|no-cache|public, max-age=\d+(, immutable)?"),
    "X-Request-Id": re.compile(r"req_\w{22}"),
}
# What everybody may keep, since it is the same for everybody.
KEPT = (
    *("/assets/", "/docs/", "/.well-known/", "/api/v1/catalogue", "/api/v1/status-policy", "/sw.js"),
    *("/api/v1/perks", "/api/v1/bike-stations", "/api/v1/organisations", "/icons/", "/manifest"),
)


def asked(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield method and address of every route, something standing for each of its parts."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD"}):
            yield method, address_of(rule)


def address_of(rule: Rule) -> str:
    return re.sub(r"<.*?>", "1", rule.rule)


@pytest.fixture
def client(open_door: OpenDoor) -> Any:
    client = open_door(is_https=True)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    return client


def test_every_answer_of_every_route_carries_every_header_once(client: Any) -> None:
    wrong = []
    for method, address in asked(client.application):
        headers = super(type(client), client).open(address, method=method).headers
        for name, form in ALWAYS.items():
            found = headers.getlist(name)
            if len(found) != 1 or not form.fullmatch(found[0]):
                wrong.append((method, address, name, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "/nothing"), ("PUT", "/healthz"), ("GET", "/api/v1/me/status"), ("POST", "/api/v1/chat")],
    ids=["not found", "wrong method", "not signed in", "no body"],
)
def test_refusals_carry_them_too(client: Any, method: str, address: str) -> None:
    headers = client.open(address, method=method).headers
    assert all(form.fullmatch(headers[name]) for name, form in ALWAYS.items())


def test_a_failure_of_ours_carries_them_too(client: Any) -> None:
    client.told.status.answers["view"] = RuntimeError("broken")
    answer = client.get("/api/v1/me/status", headers=AS_CITIZEN)
    assert answer.status_code == 500
    assert all(form.fullmatch(answer.headers[name]) for name, form in ALWAYS.items())


def test_only_what_is_the_same_for_everybody_may_be_kept(client: Any) -> None:
    for method, address in asked(client.application):
        headers = super(type(client), client).open(address, method=method, headers=AS_CITIZEN).headers
        is_kept = headers["Cache-Control"].startswith("public")
        assert not is_kept or address.startswith(KEPT), (method, address)
        if address.startswith(("/api/v1/me", "/api/v1/merchant", "/api/v1/officer", "/api/v1/departments")):
            assert headers["Cache-Control"] == "no-store", (method, address)


def test_only_the_page_that_scans_may_have_the_camera(client: Any) -> None:
    with_camera = {
        address
        for method, address in asked(client.application)
        if method == "GET" and "camera=(self)" in client.get(address).headers["Permissions-Policy"]
    }
    assert with_camera <= {"/scan"}


def test_only_https_is_asked_for_where_the_public_address_is_https(open_door: OpenDoor) -> None:
    name = "Strict-Transport-Security"
    assert open_door(is_https=True).get("/healthz").headers[name] == "max-age=31536000"
    assert name not in open_door(is_https=False).get("/healthz").headers


def test_no_answer_but_the_officers_sign_in_sets_a_cookie(client: Any) -> None:
    setting = {
        (method, address)
        for method, address in asked(client.application)
        if "Set-Cookie"
        in super(type(client), client).open(address, method=method, headers=AS_CITIZEN).headers
    }
    assert setting == set()
