from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from card_integration.simulator.wechat.app import create_app
from tests.contract.wechat.conftest import CITY, MINI, OFFICIAL

LOGIN = {"appid": MINI.appid, "secret": MINI.secret, "grant_type": "authorization_code"}
CREDENTIAL = {"appid": OFFICIAL.appid, "secret": OFFICIAL.secret, "grant_type": "client_credential"}


class Wechat:
    """WeChat's side in the process, with a time that the test sets."""

    def __init__(self, folder: Path) -> None:
        self.now = 1_795_399_200.0
        self.city, self.state = folder / "city.json", folder / "state.json"
        self.city.write_text(json.dumps(CITY), encoding="utf-8")
        self.client = self.start()

    def start(self) -> FlaskClient:
        return create_app(self.city, self.state, now=lambda: self.now).test_client()

    def login(self, code: str, **changed: str) -> dict[str, Any]:
        query = {**LOGIN, "js_code": code, **changed}
        return json.loads(self.client.get("/sns/jscode2session", query_string=query).data)

    def token(self, path: str = "stable_token", **changed: str) -> dict[str, Any]:
        asked = {**CREDENTIAL, **changed}
        if path == "token":
            return json.loads(self.client.get("/cgi-bin/token", query_string=asked).data)
        return json.loads(self.client.post("/cgi-bin/stable_token", json=asked).data)

    def user(self, openid: str, token: str) -> dict[str, Any]:
        query = {"openid": openid, "access_token": token}
        return json.loads(self.client.get("/cgi-bin/user/info", query_string=query).data)

    def mint(self, wechat_code: str) -> str:
        return self.client.post("/_simulator/codes", json={"wechat_code": wechat_code}).json["code"]


@pytest.fixture
def wechat(tmp_path: Path) -> Wechat:
    return Wechat(tmp_path)


def test_a_code_leads_to_the_citizens_ids_and_a_session_key(wechat: Wechat) -> None:
    answer = wechat.login("demo-chen")
    assert answer.pop("session_key")
    assert answer == {"openid": "oMiniChen", "unionid": "uChen"}


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"appid": "wxother"}, 40013),
        ({"appid": ""}, 41002),
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
        ({"grant_type": "x"}, 40002),
        ({"appid": OFFICIAL.appid, "secret": OFFICIAL.secret}, 48001),
        ({"js_code": ""}, 41008),
        ({"js_code": "unknown"}, 40029),
        ({"js_code": "demo-high-risk"}, 40226),
        ({"js_code": "demo-rate-limited"}, 45011),
    ],
)
def test_a_wrong_login_gets_wechats_own_error(wechat: Wechat, changed: dict[str, str], errcode: int) -> None:
    answer = wechat.login("demo-chen", **changed)
    assert answer["errcode"] == errcode
    assert "rid" in answer["errmsg"]


def test_a_minted_code_ends_after_five_minutes(wechat: Wechat) -> None:
    late, in_time = wechat.mint("demo-chen"), wechat.mint("demo-chen")
    wechat.now += 300
    assert wechat.login(in_time)["openid"] == "oMiniChen"
    wechat.now += 1
    assert wechat.login(late)["errcode"] == 40029


def test_no_code_is_minted_for_nobody(wechat: Wechat) -> None:
    assert wechat.client.post("/_simulator/codes", json={"wechat_code": "x"}).status_code == 404


def test_the_stable_token_is_the_same_until_five_minutes_before_its_end(wechat: Wechat) -> None:
    first = wechat.token()
    wechat.now += 6899
    assert wechat.token() == {"access_token": first["access_token"], "expires_in": 301}
    wechat.now += 1
    assert wechat.token()["access_token"] != first["access_token"]


def test_the_old_token_call_ends_the_token_before(wechat: Wechat) -> None:
    first, second = wechat.token("token"), wechat.token("token")
    assert wechat.user("oFollowChen", first["access_token"])["errcode"] == 40001
    assert wechat.user("oFollowChen", second["access_token"])["unionid"] == "uChen"


def test_the_tokens_of_the_mini_program_open_nothing_of_the_official_account(wechat: Wechat) -> None:
    token = wechat.token(appid=MINI.appid, secret=MINI.secret)["access_token"]
    assert wechat.user("oFollowChen", token)["errcode"] == 48001
    assert wechat.user("oFollowChen", "")["errcode"] == 41001
    assert wechat.user("oMiniChen", wechat.token()["access_token"])["errcode"] == 40003


def test_codes_and_tokens_outlive_a_restart(wechat: Wechat) -> None:
    code, token = wechat.mint("demo-chen"), wechat.token()["access_token"]
    wechat.client = wechat.start()
    assert wechat.token()["access_token"] == token
    assert wechat.login(code)["openid"] == "oMiniChen"
    wechat.client = wechat.start()
    assert wechat.login(code)["errcode"] == 40163


def test_a_changed_city_file_is_read_again(wechat: Wechat) -> None:
    newcomer = {"wechat_code": "demo-new", "openid": "oMiniNew", "unknown_key": 1}
    wechat.city.write_text(json.dumps({**CITY, "citizens": [newcomer]}), encoding="utf-8")
    os.utime(wechat.city, ns=(1, 1))
    assert wechat.login("demo-new")["openid"] == "oMiniNew"
    assert wechat.login("demo-chen")["errcode"] == 40029


def test_a_fault_lasts_as_often_as_ordered_and_only_on_its_path(wechat: Wechat) -> None:
    order = {"path": "/sns/jscode2session", "errcode": -1, "times": 2}
    wechat.client.post("/_simulator/faults", json=order)
    assert "access_token" in wechat.token()
    codes = [wechat.login("demo-chen").get("errcode") for _ in range(3)]
    assert codes == [-1, -1, None]


def test_calls_are_counted_with_their_credentials_struck_out(wechat: Wechat) -> None:
    wechat.login("demo-chen")
    wechat.user("oFollowChen", wechat.token()["access_token"])
    shown = wechat.client.get("/_simulator/calls")
    assert shown.json["counts"] == dict.fromkeys(
        ("/sns/jscode2session", "/cgi-bin/stable_token", "/cgi-bin/user/info"), 1
    )
    assert MINI.secret not in shown.text
    assert "access_token=***" in shown.text
    wechat.client.delete("/_simulator/calls")
    assert wechat.client.get("/_simulator/calls").json == {"calls": [], "counts": {}}
