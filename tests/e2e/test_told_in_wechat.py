"""A repair that is granted: from the officer's desk to the inbox, and to the citizen's WeChat."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pyotp
import pytest

from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
WITH_A_RECORD_TO_REPAIR = 12


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


class Phone:
    """The citizen's mini-program, and the WeChat around it."""

    def __init__(self, town: Town, http: httpx.Client, number: int) -> None:
        self._who = town.citizen(number)
        self._api, self._http = town.api, http
        self._wechat = f"{town.credentials['simulators']['wechat']}/_simulator"
        self._callback = f"{town.credentials['base_url']}/wechat/callback"
        self._headers: dict[str, str] = {}
        self._headers["Authorization"] = f"Bearer {self._sign_in()}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, self._api + path, json=body, headers=self._headers)
        return answer.raise_for_status().json() if answer.status_code != 204 else None

    def permit(self, template: str) -> None:
        """Ask WeChat for a permission, as `wx.requestSubscribeMessage` does, and tell the service."""
        offered = self.ask("GET", "/me/push")["templates"]
        template_id = next(one["template_id"] for one in offered if one["id"] == template)
        wish = {"wechat_code": self._who["wechat_code"], "template_id": template_id}
        said = self._http.post(f"{self._wechat}/subscriptions", json=wish).raise_for_status().json()
        assert self.ask("POST", f"/me/push/{template}", said)["left"] == 1

    def received(self) -> list[dict[str, Any]]:
        asked = {"wechat_code": self._who["wechat_code"]}
        return self._http.get(f"{self._wechat}/subscriptions", params=asked).json()["messages"]

    def push_to_us(self, **order: str) -> None:
        """Let something happen in the official account."""
        order |= {"wechat_code": self._who["wechat_code"], "mode": "aes", "callback_url": self._callback}
        self._http.post(f"{self._wechat}/say", json=order).raise_for_status()

    def begin(self) -> None:
        self.ask("PUT", "/me/consents/notice.wechat")
        assert self.ask("PUT", "/me/push", {"code": self._who["wechat_code"]})["is_on"]

    def _sign_in(self) -> str:
        signed_in = self._http.post(
            f"{self._api}/session/wechat", json={"code": self._who["wechat_code"]}
        ).json()
        self._headers["Authorization"] = f"Bearer {signed_in['access_token']}"
        self.ask("POST", "/me/identity", {"name": self._who["name"], "id_number": self._who["id_number"]})
        return str(signed_in["access_token"])


class Desk:
    """An officer, signed in with both factors."""

    def __init__(self, town: Town, http: httpx.Client) -> None:
        officer = town.credentials["officers"][0]
        both = {
            "username": officer["username"],
            "password": officer["password"],
            "totp": pyotp.TOTP(officer["totp_secret"]).at(datetime.now(UTC)),
        }
        answer = http.post(f"{town.api}/officer/session", json=both).raise_for_status()
        self._headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self._cases, self._http = f"{town.api}/officer/cases", http

    def decide(self, number: str, *events: str) -> None:
        for event in events:
            case = self._http.get(f"{self._cases}/{number}", headers=self._headers).raise_for_status().json()
            wish = {"event": event, "version": case["version"]}
            self._http.post(
                f"{self._cases}/{number}/decisions", json=wish, headers=self._headers
            ).raise_for_status()


def wait_for(look: Callable[[], list[Any]]) -> list[Any]:
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("nothing came")


def test_a_repair_that_is_granted_is_told_in_the_inbox_and_on_the_lock_screen(
    town: Town, http: httpx.Client
) -> None:
    phone = Phone(town, http, WITH_A_RECORD_TO_REPAIR)
    phone.begin()
    phone.permit("result")
    (record,) = phone.ask("GET", "/me/records")["records"]
    wish = {"record": record["id"], "commits": True, "knows_consequence": True}
    number = phone.ask("POST", "/me/repairs", wish)["number"]
    Desk(town, http).decide(number, "take", "accept", "grant")

    (message,) = wait_for(phone.received)
    assert message["values"]["phrase2"] == "已有结果"
    assert message["page"] == "pages/web/web?path=/cases"
    said = " ".join(message["values"].values())
    assert not any(word in said for word in ("修复", "信用", number, "谢文辉"))
    told = phone.ask("GET", "/me/inbox")["messages"]
    assert any("准予修复" in one["words"] and one["object"] == number for one in told)
    actions = [entry["action"] for entry in phone.ask("GET", "/me/access-log")["entries"]]
    assert "push.sent" in actions

    left = {one["id"]: one["left"] for one in phone.ask("GET", "/me/push")["templates"]}
    assert left == {"result": 0, "to_do": 0, "progress": 0, "card": 0}
    phone.push_to_us(text="查进度")
    phone.push_to_us(kind="event", event="unsubscribe")
    assert phone.ask("GET", "/me/push")["is_on"] is False
    consents = {one["id"]: one for one in phone.ask("GET", "/me/consents")["consents"]}
    assert consents["notice.wechat"]["granted_at"] is None
