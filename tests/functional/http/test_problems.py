from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.platform.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    Refused,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from miniprogram_api.application import build_app
from miniprogram_api.problems import STATUS_OF_KIND
from tests.functional.http.fakes import AS_CITIZEN, AS_MERCHANT


@pytest.fixture
def client(door: Flask) -> FlaskClient:
    """Here services refuse as they never would, and answers are held against no document."""
    return FlaskClient(door, door.response_class)


def list_kinds(kind: type[DomainError] = DomainError) -> set[str]:
    return {found for sub in kind.__subclasses__() for found in {sub.kind, *list_kinds(sub)}}


def test_every_kind_of_domain_error_has_a_status() -> None:
    assert list_kinds() == STATUS_OF_KIND.keys()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Unauthenticated, 401),
        (Refused, 403),
        (NotFound, 404),
        (Conflict, 409),
        (Invalid, 422),
        (TooMany, 429),
        (Unavailable, 503),
    ],
)
def test_a_domain_error_becomes_a_problem_of_its_kind(client, told, error, status) -> None:
    told.status.answers["view"] = error("some-code", zh="原因", en="Reason")
    answer = client.get("/api/v1/me/status", headers=AS_CITIZEN)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["type"] == "/problems/some-code"
    assert (answer.json["status"], answer.json["detail"]) == (status, "原因")


def test_the_type_of_a_missing_consent_names_the_purpose(client, told) -> None:
    told.status.answers["view"] = Refused(
        "consent-required/status.evaluate", zh="请先同意", en="Agree first", purpose="status.evaluate"
    )
    problem = client.get("/api/v1/me/status", headers=AS_CITIZEN).json
    assert problem["type"] == "/problems/consent-required/status.evaluate"
    assert problem["purpose"] == "status.evaluate"


def test_a_code_that_is_no_plain_word_cannot_break_out_of_the_type(client, told) -> None:
    told.status.answers["view"] = Refused("card-refused/不 行?#", zh="不行", en="No")
    problem = client.get("/api/v1/me/status", headers=AS_CITIZEN).json
    assert problem["type"] == "/problems/card-refused/%E4%B8%8D%20%E8%A1%8C%3F%23"


def test_further_members_never_replace_those_of_the_standard(client, told) -> None:
    told.status.answers["view"] = Conflict("taken", zh="冲突", en="Conflict", status="open", state="open")
    problem = client.get("/api/v1/me/status", headers=AS_CITIZEN).json
    assert (problem["status"], problem["state"]) == (409, "open")


def test_a_refusal_to_be_repeated_later_says_when(client, told) -> None:
    told.status.answers["view"] = Unavailable("busy", zh="忙", en="Busy", retry_after_seconds=7)
    assert client.get("/api/v1/me/status", headers=AS_CITIZEN).headers["Retry-After"] == "7"


def test_who_is_not_known_is_told_how_to_prove_it(client) -> None:
    assert client.get("/api/v1/me").headers["WWW-Authenticate"].startswith("Bearer ")


@pytest.mark.parametrize(
    ("method", "path", "status", "type_"),
    [
        ("GET", "/api/v1/nothing", 404, "/problems/route-not-found"),
        ("GET", "/api/v1/session/wechat", 405, "/problems/method-not-allowed"),
        ("POST", "/api/v1/me", 405, "/problems/method-not-allowed"),
    ],
)
def test_flasks_own_refusals_have_the_same_shape(client, method, path, status, type_) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["type"] == type_
    assert answer.json["detail_zh"]
    assert answer.json["detail_en"]


def test_a_wrong_method_is_told_the_right_ones(client) -> None:
    assert "POST" in client.get("/api/v1/session/wechat").headers["Allow"]


READING_ROUTES = [("/api/v1/session/wechat", {}), ("/api/v1/merchant/verifications", AS_MERCHANT)]


@pytest.mark.parametrize(("path", "headers"), READING_ROUTES)
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"code": ', "application/json", 400),
        (b'{"code": "\xff"}', "application/json", 400),
        (b'{"code": NaN}', "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b"code=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"x" * 70_000, "application/json", 413),
        (b"[]", "application/json", 422),
        (b'"text"', "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_alike_everywhere(
    client, path, headers, body, content_type, status
) -> None:
    answer = client.post(path, data=body, content_type=content_type, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_each_faulty_field_is_named(client) -> None:
    answer = client.post("/api/v1/session/wechat", json={"code": 7, "extra": True})
    assert answer.status_code == 422
    assert answer.json["type"] == "/problems/fields-invalid"
    assert answer.json["errors"].keys() == {"code", "extra"}


def test_a_faulty_place_in_a_list_is_named(client) -> None:
    order = {"kind": "dynamic", "claims": ["level", "iq"]}
    answer = client.post("/api/v1/me/certificates", json=order, headers=AS_CITIZEN)
    assert answer.json["errors"]["claims"].keys() == {"1"}


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=many", "page=2"])
def test_a_faulty_query_is_refused(client, query) -> None:
    answer = client.get(f"/api/v1/me/access-log?{query}", headers=AS_CITIZEN)
    assert answer.status_code == 422
    assert answer.json["errors"].keys() == {query.partition("=")[0]}


def test_a_failure_shows_its_request_id_and_nothing_of_its_cause(told, caplog) -> None:
    told.status.answers["view"] = RuntimeError("secret 350299")
    client = build_app(told).test_client()
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/me/status", headers=AS_CITIZEN)
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "350299" not in answer.text
    assert answer.json["request_id"] in caplog.text
    assert "/api/v1/me/status" in caplog.text


def test_the_log_of_a_failure_holds_no_token_and_no_id(told, caplog) -> None:
    told.certificates.answers["revoke"] = RuntimeError("failed")
    client = build_app(told).test_client()
    client.delete("/api/v1/me/certificates/crt_77", headers=AS_CITIZEN)
    assert "/me/certificates/<certificate_id>" in caplog.text
    assert "good-token" not in caplog.text
    assert "crt_77" not in caplog.text
