"""The simulator refuses what WeChat refuses, so that breaking a rule of WeChat fails here first (F4)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.wechat.conftest import MINI
from tests.contract.wechat.test_simulator import Wechat, wechat  # noqa: F401

CHEN = "oFollowChen"
CLICK = {"type": "click", "name": "找人工", "key": "k"}
VIEW = {"type": "view", "name": "网页", "url": "https://card.example/"}


def _post(side: Wechat, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
    token = side.token()["access_token"] if token is None else token
    answer = side.client.post(f"/cgi-bin/{path}?access_token={token}", data=json.dumps(body))
    return json.loads(answer.data)


def _send(side: Wechat, **message: Any) -> int:
    return int(_post(side, "message/custom/send", {"touser": CHEN, **message})["errcode"])


def _text(content: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}}


def _say(side: Wechat, **order: str) -> None:
    whole = {"official_openid": CHEN, "callback_url": "http://127.0.0.1:9/", **order}
    assert side.client.post("/_simulator/say", json=whole).status_code == 200


@pytest.fixture(autouse=True)
def written(wechat: Wechat) -> None:  # noqa: F811
    _say(wechat, text="你好")


@pytest.mark.parametrize(
    ("message", "errcode"),
    [
        (_text("好"), 0),
        (_text("长" * 682), 0),
        (_text("长" * 683), 45002),
        (_text(""), 44004),
        ({"msgtype": "text"}, 44004),
        ({"msgtype": "hologram"}, 40008),
        ({"msgtype": "image", "image": {"media_id": "x"}}, 40007),
        ({"touser": "oNobody", **_text("好")}, 40003),
    ],
)
def test_f4_a_customer_message_that_wechat_would_refuse_is_refused(
    wechat: Wechat,  # noqa: F811
    message: dict[str, Any],
    errcode: int,
) -> None:
    assert _send(wechat, **message) == errcode


def test_f4_a_refused_message_costs_nothing_and_the_sixth_is_too_many(wechat: Wechat) -> None:  # noqa: F811
    assert _send(wechat, **_text("")) == 44004
    assert [_send(wechat, **_text("好")) for _ in range(6)] == [0] * 5 + [45047]


def test_f4_a_click_adds_three_for_a_minute_and_takes_nothing_away(wechat: Wechat) -> None:  # noqa: F811
    _say(wechat, kind="event", event="CLICK")
    assert [_send(wechat, **_text("好")) for _ in range(9)] == [0] * 8 + [45047]
    wechat.now += 48 * 3600 + 1
    assert _send(wechat, **_text("好")) == 45015


def test_f4_after_the_minute_only_what_the_message_allowed_is_left(wechat: Wechat) -> None:  # noqa: F811
    _say(wechat, kind="event", event="SCAN")
    wechat.now += 61
    assert [_send(wechat, **_text("好")) for _ in range(6)] == [0] * 5 + [45047]


@pytest.mark.parametrize("body", ["[]", "no json", "", '"text"'])
def test_f4_what_is_no_json_object_is_refused(wechat: Wechat, body: str) -> None:  # noqa: F811
    token = wechat.token()["access_token"]
    for path in ("message/custom/send", "menu/create"):
        answer = wechat.client.post(f"/cgi-bin/{path}?access_token={token}", data=body)
        assert json.loads(answer.data)["errcode"] in (44002, 47001)


@pytest.mark.parametrize("path", ["message/custom/send", "menu/create", "media/upload"])
def test_d30_nothing_opens_without_a_token_of_the_official_account(
    wechat: Wechat,  # noqa: F811
    path: str,
) -> None:
    mini = wechat.token(appid=MINI.appid, secret=MINI.secret)["access_token"]
    codes = [_post(wechat, path, {}, token)["errcode"] for token in ("", "forged", mini)]
    assert codes == [41001, 40001, 48001]


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([CLICK, VIEW], 0),
        ([], 40016),
        ([CLICK] * 4, 40016),
        ([{**CLICK, "type": "dance"}], 40017),
        ([{**CLICK, "name": "六个字就太长"}], 40018),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{**VIEW, "url": "card.example"}], 40020),
        ([{**VIEW, "type": "miniprogram"}], 40020),
        ([{"name": "更多", "sub_button": [CLICK] * 5}], 0),
        ([{"name": "更多", "sub_button": [CLICK] * 6}], 40023),
        ([{"name": "更多", "sub_button": [{"name": "再多"}]}], 40024),
        ([{"name": "更多", "sub_button": [{**CLICK, "name": "长" * 21}]}], 40025),
        ([{"name": "更多", "sub_button": [{**CLICK, "key": ""}]}], 40026),
        ([{"name": "更多", "sub_button": [{**VIEW, "url": ""}]}], 40027),
    ],
)
def test_f4_a_menu_that_wechat_would_refuse_is_refused(
    wechat: Wechat,  # noqa: F811
    buttons: list[dict[str, Any]],
    errcode: int,
) -> None:
    assert _post(wechat, "menu/create", {"button": buttons})["errcode"] == errcode


def test_f4_only_pictures_of_at_most_ten_megabytes_are_taken(wechat: Wechat) -> None:  # noqa: F811
    def upload(content: bytes, kind: str = "image") -> dict[str, Any]:
        url = f"/cgi-bin/media/upload?access_token={wechat.token()['access_token']}&type={kind}"
        head = b'--b\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n\r\n'
        body, form = head + content + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"
        return json.loads(wechat.client.post(url, data=body, content_type=form).data)

    png = b"\x89PNG\r\n\x1a\n"
    assert upload(png)["media_id"]
    assert upload(png + b"x" * 10 * 1024 * 1024)["errcode"] == 40009
    assert upload(b"MZ")["errcode"] == 40005
    assert upload(png, "hologram")["errcode"] == 40004
