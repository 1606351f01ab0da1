from __future__ import annotations

import pytest

from backend.identity.device_kind import App, DeviceKind, Machine
from backend.identity.service import PersonView, Proof
from backend.identity.sign_ins import Tokens
from tests.functional.http.fakes import AS_CITIZEN, CALLER

TOKENS = Tokens("access", "refresh", 900)
AS_ANSWERED = {
    "access_token": "access",
    "token_type": "Bearer",
    "expires_in": 900,
    "refresh_token": "refresh",
}
ADULT = PersonView("cit_1", True, "*明", "3****************X", True)
MINOR = PersonView("cit_1", True, "*明", "3****************X", False)
UNPROVEN = PersonView("cit_1", False, None, None, None)
IDENTITY = {"name": "王小明", "id_number": "110101199001011234"}


def test_a_wechat_code_is_exchanged_for_our_tokens_alone(client, told) -> None:
    told.sessions.answers["sign_in"] = TOKENS
    assert client.post("/api/v1/session/wechat", json={"code": "code-1"}).json == AS_ANSWERED
    [(asked, code, _)] = told.sessions.asked
    assert (asked, code) == ("sign_in", "code-1")


def test_of_the_device_only_its_kind_is_handed_on(client, told) -> None:
    told.sessions.answers["sign_in"] = TOKENS
    agent = "Mozilla/5.0 (Linux; Android 14; PGZ110) Mobile Safari/537.36 MicroMessenger/8.0.50"
    client.post("/api/v1/session/wechat", json={"code": "code-1"}, headers={"User-Agent": agent})
    assert told.sessions.asked == [("sign_in", "code-1", DeviceKind(App.WECHAT, Machine.ANDROID_PHONE))]


def test_a_refresh_token_is_exchanged_for_fresh_ones(client, told) -> None:
    told.sessions.answers["refresh"] = TOKENS
    assert client.post("/api/v1/session/refresh", json={"refresh_token": "old"}).json == AS_ANSWERED
    assert told.sessions.asked == [("refresh", "old")]


def test_a_proof_shows_the_person_masked(client, told) -> None:
    told.identity.answers["prove"] = Proof(ADULT, None)
    answer = client.post("/api/v1/me/identity", json=IDENTITY, headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["name"], answer.json["tokens"]) == (200, "*明", None)
    assert told.identity.asked == [("prove", CALLER, "王小明", "110101199001011234", None)]
    assert "110101199001011234" not in answer.text


def test_a_proof_that_moves_the_account_brings_new_tokens(client, told) -> None:
    told.identity.answers["prove"] = Proof(ADULT, TOKENS)
    answer = client.post("/api/v1/me/identity", json=IDENTITY | {"strong_proof": "face"}, headers=AS_CITIZEN)
    assert answer.json["tokens"] == AS_ANSWERED
    assert told.identity.asked[0][-1] == "face"


@pytest.mark.parametrize(("person", "is_told"), [(ADULT, False), (MINOR, True), (UNPROVEN, False)])
def test_only_a_minor_is_told_kindly_that_the_card_stays_theirs(client, told, person, is_told) -> None:
    told.identity.answers["get_person"] = person
    message = client.get("/api/v1/me", headers=AS_CITIZEN).json["message"]
    assert (message is not None and "照常使用" in message) is is_told


def test_before_the_proof_nothing_is_known(client, told) -> None:
    told.identity.answers["get_person"] = UNPROVEN
    assert client.get("/api/v1/me", headers=AS_CITIZEN).json == {
        "citizen_id": "cit_1",
        "verified": False,
        "name": None,
        "id_number": None,
        "adult": None,
        "paused_since": None,
        "message": None,
    }
