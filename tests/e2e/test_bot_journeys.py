"""A whole repair application and a whole dispute, written to the official account and read by an officer.

Every message goes through the WeChat simulator's process in AES mode, and the queue through the public API.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pyotp
import pytest

from tests.builders.talks import a_photo
from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
PURPOSES = ("status.evaluate", "certificate.issue", "bot.status")
WITH_A_RECORD_TO_DISPUTE, WITH_A_RECORD_TO_REPAIR, WITH_ANOTHER_RECORD = 4, 12, 11


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20, trust_env=False) as client:
        yield client


class Follower:
    """A citizen who writes to the official account, and what they then read."""

    def __init__(self, town: Town, http: httpx.Client, number: int) -> None:
        self._town, self._http = town, http
        self._who = town.citizen(number)
        self.lines: list[str] = []

    def be_known(self) -> None:
        """Sign in to the mini-program, prove the name, and give the consents."""
        api = self._town.api
        code = {"code": self._who["wechat_code"]}
        tokens = self._http.post(f"{api}/session/wechat", json=code).raise_for_status().json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        person = {"name": self._who["name"], "id_number": self._who["id_number"]}
        self._http.post(f"{api}/me/identity", json=person, headers=headers).raise_for_status()
        for purpose in PURPOSES:
            self._http.put(f"{api}/me/consents/{purpose}", headers=headers).raise_for_status()

    def say(self, *texts: str) -> str:
        """Write one text after the other, and return what is read last."""
        return [self._push(kind="text", text=text)["reply"] or "" for text in texts][-1]

    def send(self, photo: bytes) -> str:
        """Send a picture, and return what is read."""
        return self._push(kind="image", image_base64=base64.b64encode(photo).decode())["reply"] or ""

    def see(self, text: str) -> bytes:
        """Write a text, and return the picture that is shown."""
        return base64.b64decode(self._push(kind="text", text=text)["image_base64"] or "")

    def _push(self, **order: str) -> dict[str, Any]:
        base_url = self._town.credentials["base_url"]
        order |= {"wechat_code": self._who["wechat_code"], "mode": "aes"}
        order["callback_url"] = f"{base_url}/wechat/callback"
        wechat = self._town.credentials["simulators"]["wechat"]
        said: dict[str, Any] = self._http.post(f"{wechat}/_simulator/say", json=order).json()
        assert (said.get("raw_status"), said.get("fault")) == (200, None), said
        self.lines += [f"市民：{order.get('text', '〔照片〕')}", f"机器人：{said['shown'] or '〔图片〕'}"]
        return said


def numbers_in_the_queue(town: Town, http: httpx.Client) -> dict[str, str]:
    """Sign an officer in with both factors, and return the kind of each case in the queue by its number."""
    officer = town.credentials["officers"][0]
    both = {
        "username": officer["username"],
        "password": officer["password"],
        "totp": pyotp.TOTP(officer["totp_secret"]).now(),
    }
    token = http.post(f"{town.api}/officer/session", json=both).raise_for_status().json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    queue = http.get(f"{town.api}/officer/cases", headers=headers).raise_for_status().json()
    return {case["number"]: case["kind"] for case in queue["cases"]}


def test_a_dispute_and_a_repair_are_taken_in_wechat_and_reach_the_officer(
    town: Town, http: httpx.Client
) -> None:
    disputing = Follower(town, http, WITH_A_RECORD_TO_DISPUTE)
    assert "我还不知道你是谁" in disputing.say("提异议")
    disputing.be_known()
    assert "提交以后" in disputing.say(
        "我的信用状况", "提异议", "1", "2", "那要多久", "处罚金额写错了，应为五百元，请更正。", "1"
    )
    assert "异议已提交" in disputing.say("确认")
    assert "一共 1 份" in disputing.send(a_photo())
    assert "材料收好了" in disputing.say("完成")

    repairing = Follower(town, http, WITH_A_RECORD_TO_REPAIR)
    repairing.be_known()
    assert "信用承诺" in repairing.say("怎么申请信用修复", "好", "1", "继续")
    assert "照片" in repairing.say("确认")
    assert "一共 1 份" in repairing.send(a_photo(90))
    assert "请核对" in repairing.say("完成")
    assert "修复申请已提交" in repairing.say("确认")
    assert "等待受理" in repairing.say("查进度")

    queue = numbers_in_the_queue(town, http)
    for follower, kind in ((disputing, "dispute"), (repairing, "repair")):
        told = "\n".join(follower.lines)
        assert [number for number, of_kind in queue.items() if number in told and of_kind == kind]


def test_a_code_is_shown_as_a_picture_in_the_chat(town: Town, http: httpx.Client) -> None:
    follower = Follower(town, http, WITH_ANOTHER_RECORD)
    follower.be_known()
    assert "60 秒" in follower.say("我的信用码")
    assert follower.see("1").startswith(b"\x89PNG")
