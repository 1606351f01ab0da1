from __future__ import annotations

import re

import pytest

from tests.functional.http.fakes import AS_CITIZEN

PAGES = ["/", "/v", "/docs", "/problems/consent-required/status.evaluate"]
DOCS_FILES = [
    "/docs/start.js",
    "/docs/swagger-ui-bundle.js",
    "/docs/swagger-ui.css",
    "/docs/favicon-32x32.png",
]


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/api/v1/me", "/nothing", "/api/v1/openapi.json"])
def test_every_answer_is_hardened(client, path) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert len(headers.getlist("Cache-Control")) == len(headers.getlist("Content-Security-Policy")) == 1


def test_a_personal_answer_is_stored_nowhere(client, told) -> None:
    told.redress.cases.answers["list_of_citizen"] = []
    assert client.get("/api/v1/me/disputes", headers=AS_CITIZEN).headers["Cache-Control"] == "no-store"


def test_json_is_utf_8_without_escapes(client) -> None:
    assert "请先登录" in client.get("/api/v1/me").data.decode("utf-8")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_people_and_asks_no_other_host(client, path) -> None:
    page = client.get(path)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert '<html lang="zh-CN">' in page.text
    assert re.findall(r"""(?:src|href)=["'](?!/)""", page.text) == []


@pytest.mark.parametrize("path", DOCS_FILES)
def test_the_documentation_works_without_the_internet(client, path) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.data


@pytest.mark.parametrize("name", ["index.html", "..%2F__init__.py", "swagger-ui.css.map"])
def test_no_other_file_of_the_documentations_package_is_sent(client, name) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_the_documentation_shows_our_document(client) -> None:
    start = client.get("/docs/start.js")
    assert start.mimetype == "text/javascript"
    assert '"/api/v1/openapi.json"' in start.text


def test_the_page_about_the_service_leads_to_the_rules_and_the_documentation(client) -> None:
    links = set(re.findall(r'href="(.+?)"', client.get("/about").text))
    built = {"/code", "/status", "/mine", "/scan"}
    assert links - built == {"/api/v1/status-policy", "/api/v1/catalogue", "/docs"}
    assert links & built in (built, set())
    for link in links:
        assert client.get(link).status_code == 200


def test_the_page_of_a_problem_shows_its_code_harmlessly(client) -> None:
    page = client.get("/problems/%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
