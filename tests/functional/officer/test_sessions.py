from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.domain import Domain
from tests.builders.clock import StandingClock
from tests.builders.officers import TestOfficer, an_officer
from tests.functional.officer.conftest import CASES, Headers, as_officer

pytestmark = pytest.mark.store
SESSION, ME = "/api/v1/officer/session", "/api/v1/officer/me"
FROM_THE_PAGE = {"X-Requested-With": "desk"}


def sign_in(client: FlaskClient, officer: TestOfficer, clock: StandingClock, **rest: Any) -> Any:
    body = {
        "username": officer.username,
        "password": officer.password,
        "totp": officer.code_at(clock.now()),
    }
    return client.post(SESSION, json=body, **rest)


def test_a_machine_is_given_a_token(client: FlaskClient, officer: TestOfficer, clock: StandingClock) -> None:
    token = sign_in(client, officer, clock).json["token"]
    me = client.get(ME, headers={"Authorization": f"Bearer {token}"})
    assert (me.status_code, me.json["name"], me.json["idle_minutes"]) == (200, "陈经办", 30)
    assert me.json["ends_at"] == "2026-11-24T00:00:00+08:00"


def test_a_page_is_given_a_cookie_that_no_script_and_no_other_site_can_use(
    client: FlaskClient, officer: TestOfficer, clock: StandingClock
) -> None:
    answer = sign_in(client, officer, clock, headers=FROM_THE_PAGE)
    assert answer.json["token"] is None
    name, *parts = (part.strip() for part in answer.headers["Set-Cookie"].split(";"))
    assert name.startswith("__Host-officer_session=os_")
    # What the name asks for: without one of these a browser takes no such cookie.
    assert {"Path=/", "Secure"} <= {*parts}
    assert not [part for part in parts if part.startswith("Domain")]
    assert {"HttpOnly", "SameSite=Strict"} <= {*parts}


def test_the_cookie_is_enough_to_look_but_to_change_something_takes_a_header_of_the_page(
    client: FlaskClient, officer: TestOfficer, clock: StandingClock, dispute: str
) -> None:
    sign_in(client, officer, clock, headers=FROM_THE_PAGE, base_url="https://localhost")
    secure: dict[str, Any] = {"base_url": "https://localhost"}
    case = client.get(f"{CASES}/{dispute}", **secure)
    assert case.status_code == 200
    wanted = {"event": "take", "version": case.json["version"]}
    forged = client.post(f"{CASES}/{dispute}/decisions", json=wanted, **secure)
    assert (forged.status_code, forged.json["type"]) == (403, "/problems/requested-with-missing")
    assert client.delete(SESSION, **secure).status_code == 403
    own = client.post(f"{CASES}/{dispute}/decisions", json=wanted, headers=FROM_THE_PAGE, **secure)
    assert own.status_code == 201


def test_signing_out_ends_the_session_and_takes_the_cookie_away(
    client: FlaskClient, headers: Headers
) -> None:
    answer = client.delete(SESSION, headers=headers)
    assert answer.status_code == 204
    taken_away = answer.headers["Set-Cookie"]
    assert taken_away.startswith("__Host-officer_session=;")
    assert {"Path=/", "Secure"} <= {part.strip() for part in taken_away.split(";")}
    assert client.get(ME, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"username": "nobody"}, {"password": "not-the-password"}, {"totp": "abcdef"}]
)
def test_a_refused_sign_in_does_not_say_what_was_wrong_and_sets_no_cookie(
    client: FlaskClient, officer: TestOfficer, clock: StandingClock, wrong: dict[str, str]
) -> None:
    body = {
        "username": officer.username,
        "password": officer.password,
        "totp": officer.code_at(clock.now()),
    }
    refused = client.post(SESSION, json=body | wrong)
    assert (refused.status_code, refused.json["type"]) == (401, "/problems/officer-sign-in-wrong")
    assert "Set-Cookie" not in refused.headers


def test_guessing_is_stopped_with_words_and_the_time_to_wait(
    client: FlaskClient, officer: TestOfficer, clock: StandingClock
) -> None:
    guess = {"username": officer.username, "password": "guess", "totp": "000000"}
    assert {client.post(SESSION, json=guess).status_code for _ in range(10)} == {401}
    stopped = sign_in(client, officer, clock)
    assert (stopped.status_code, stopped.json["type"]) == (429, "/problems/officer-name-closed")
    assert int(stopped.headers["Retry-After"]) > 3000
    assert "60 分钟" in stopped.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "lin", "password": "x"},
        {"username": "lin", "password": "x", "totp": 123456},
        {"username": ["lin"], "password": "x", "totp": "123456"},
        {"username": "lin", "password": "x" * 257, "totp": "123456"},
        {"username": "lin", "password": "x", "totp": "123456", "role": "admin"},
    ],
)
def test_a_malformed_sign_in_is_refused_field_by_field(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post(SESSION, json=body).status_code == 422


def test_signs_that_no_store_can_hold_are_a_wrong_sign_in(client: FlaskClient) -> None:
    refused = client.post(SESSION, json={"username": "a\x00b", "password": "x\x00", "totp": "\x00" * 6})
    assert refused.status_code in (401, 422)


def test_a_given_password_is_changed_before_anything_else(client: FlaskClient, domain: Domain) -> None:
    new = an_officer(domain, must_change=True)
    headers = as_officer(domain, new)
    refused = client.get(CASES, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/password-change-required")
    assert client.get(ME, headers=headers).json["must_change_password"]
    body = {"current": new.password, "wanted": "白鹭洲-夜灯-很亮-2026"}
    assert client.put(f"{ME}/password", json=body, headers=headers).status_code == 204
    assert client.get(CASES, headers=headers).status_code == 200


def test_every_request_is_in_the_officers_log_and_every_refusal(
    client: FlaskClient, domain: Domain, officer: TestOfficer, headers: Headers, dispute: str
) -> None:
    client.get(f"{CASES}/{dispute}", headers=headers)
    client.get(f"{CASES}/Y2026-0000-0000", headers=headers)
    client.get(f"{CASES}/350299199003120029", headers=headers)
    log = [(one.act, one.about) for one in domain.officers.log.list_newest(officer.username)]
    look = "GET /api/v1/officer/cases/<number>"
    assert log[:5] == [
        (f"404 {look}", None),
        (look, None),
        (f"404 {look}", "Y2026-0000-0000"),
        (look, "Y2026-0000-0000"),
        (look, dispute),
    ]
