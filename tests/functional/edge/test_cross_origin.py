from __future__ import annotations

from typing import Any

import pytest

from tests.functional.edge.conftest import ASKING, OpenDoor

PAGES = "https://pages.example"
PREFLIGHT = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture
def client(open_door: OpenDoor) -> Any:
    return open_door(origins=frozenset({PAGES}))


def granted(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name.startswith("Access-Control-")}


@pytest.mark.parametrize("path", [ASKING, "/api/v1/me", "/.well-known/jwks.json"])
def test_nobody_is_granted_anything_unless_it_is_set(open_door: OpenDoor, path: str) -> None:
    client = open_door()
    client.told.ground.key_ring.answers["jwks"] = {"keys": []}
    for method in ("GET", "OPTIONS"):
        answer = client.open(path, method=method, headers={"Origin": PAGES, **PREFLIGHT})
        assert granted(answer.headers) == {}


def test_a_page_of_ours_reads_answers_and_what_they_say_of_limits(client: Any) -> None:
    headers = client.get(ASKING, headers={"Origin": PAGES}).headers
    assert headers["Access-Control-Allow-Origin"] == PAGES
    assert "Retry-After" in headers["Access-Control-Expose-Headers"]
    assert "Origin" in headers["Vary"]


def test_it_reads_refusals_too(client: Any) -> None:
    answer = client.get("/api/v1/me", headers={"Origin": PAGES})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (401, PAGES)


def test_it_may_send_credentials_of_its_own_and_never_cookies(client: Any) -> None:
    answer = client.options("/api/v1/me/consents/card.link", headers={"Origin": PAGES, **PREFLIGHT})
    told = granted(answer.headers)
    assert {"PUT", "DELETE"} <= set(told["Access-Control-Allow-Methods"].split(", "))
    assert "Authorization" in told["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in told


@pytest.mark.parametrize(
    "origin",
    ["https://pages.example.evil", "http://pages.example", "https://pages.example:444", "null", "", "*"],
)
def test_another_origin_is_granted_nothing(client: Any, origin: str) -> None:
    for method in ("GET", "OPTIONS"):
        answer = client.open(ASKING, method=method, headers={"Origin": origin, **PREFLIGHT})
        assert granted(answer.headers) == {}
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/officer/cases",
        "/api/v1/officer/session",
        "/api/v1/operator/grants",
        "/api/v1/departments/mkt/cases",
    ],
)
def test_the_desk_and_machines_are_closed_even_to_pages_of_ours(client: Any, path: str) -> None:
    assert granted(client.get(path, headers={"Origin": PAGES}).headers) == {}
    assert granted(client.options(path, headers={"Origin": PAGES, **PREFLIGHT}).headers) == {}
