from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fakeredis
import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from backend.platform.clock import SystemClock
from bot.answers import Answers, OwnStatusWords
from bot.article import read_articles
from bot.callback import wechat_callback
from bot.wechat.door import WeChatDoor
from bot.wechat.official_account import OfficialAccountClient
from bot.wechat.push import CallbackKeys, PushMode, PushOpener
from bot.wechat.repeats import Repeats
from tests.contract.wechat.conftest import AES_KEY, OFFICIAL, ROOT, TOKEN, Simulator

ARTICLES = read_articles(Path(ROOT) / "bot" / "articles")


class StatusByUnionid:
    """Finds the account through WeChat's unionid, as the service does."""

    def __init__(self, account: OfficialAccountClient) -> None:
        self._account = account

    def describe(self, official_openid: str) -> OwnStatusWords | None:
        if self._account.find_unionid(official_openid) == "uChen":
            return OwnStatusWords("良好", "2026.1", counted=2, not_counted=0)
        return None


def _serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/wechat/callback"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=list(PushMode))
def mode(request: pytest.FixtureRequest) -> PushMode:
    return request.param


@pytest.fixture
def callback_url(simulator: Simulator, mode: PushMode) -> Iterator[str]:
    redis, clock = fakeredis.FakeRedis(), SystemClock()
    status = StatusByUnionid(OfficialAccountClient(OFFICIAL, simulator.url, redis))
    answers = Answers(ARTICLES, status, "需要人工：请到政务服务大厅的窗口。", clock)
    opener = PushOpener(CallbackKeys(OFFICIAL.appid, TOKEN, AES_KEY, mode), clock)
    app = Flask(__name__)
    with ThreadPoolExecutor(2) as workers:
        door = WeChatDoor(opener, Repeats(redis, OFFICIAL.appid), answers.reply_to, clock, workers)
        app.register_blueprint(wechat_callback(door))
        yield from _serve(app)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("怎么申请信用修复", "国办发〔2025〕22号"),
        ("我的信用状况", "良好"),
        ("😀 ]]> <b>", "不知道答案"),
    ],
)
def test_a_citizen_talks_to_the_bot(
    simulator: Simulator, callback_url: str, mode: PushMode, text: str, expected: str
) -> None:
    said = simulator.say(wechat_code="demo-chen", text=text, mode=mode, callback_url=callback_url)
    assert (said["raw_status"], said["fault"]) == (200, None)
    assert expected in said["reply"]


def test_a_follower_without_a_bound_account_is_told_so(
    simulator: Simulator, callback_url: str, mode: PushMode
) -> None:
    order = {"official_openid": "oFollowLin", "text": "我的信用状况"}
    assert "还没有" in simulator.say(**order, mode=mode, callback_url=callback_url)["reply"]


def test_d10_a_repeated_push_gets_the_same_reply(
    simulator: Simulator, callback_url: str, mode: PushMode
) -> None:
    order = {"wechat_code": "demo-chen", "text": "你好", "mode": mode, "callback_url": callback_url}
    first = simulator.say(**order)
    again = simulator.say(**{**order, "text": "changed"}, msg_id=first["msg_id"])
    assert again == first


def test_a_plain_push_to_a_sealed_account_shows_the_citizen_a_fault(
    simulator: Simulator, callback_url: str, mode: PushMode
) -> None:
    said = simulator.say(wechat_code="demo-chen", text="你好", mode="plain", callback_url=callback_url)
    assert (said["raw_status"] == 403) is (mode is PushMode.AES)
    assert (said["reply"] is None) is (mode is PushMode.AES)


@pytest.mark.parametrize(
    ("body", "status", "fault"),
    [
        ("", 200, None),
        ("success", 200, None),
        ("ok", 200, "not XML"),
        ("", 500, "status 500"),
        ("<xml><ToUserName>oFollowChen</ToUserName></xml>", 200, "not a text reply to the sender"),
        (
            "<xml><ToUserName>oFollowChen</ToUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>"
            f"<Content>{'a' * 2048}</Content></xml>",
            200,
            "content of 2048 bytes",
        ),
    ],
)
def test_the_simulator_shows_only_what_wechat_would(
    simulator: Simulator, body: str, status: int, fault: str | None
) -> None:
    app = Flask(__name__)
    app.add_url_rule("/wechat/callback", "cb", lambda: Response(body, status), methods=["POST"])
    for url in _serve(app):
        said = simulator.say(wechat_code="demo-chen", text="你好", callback_url=url)
    assert (said["reply"], said["raw_status"], said["fault"]) == (None, status, fault)


@pytest.mark.parametrize(
    "order",
    [
        {"wechat_code": "demo-chen", "callback_url": "http://192.0.2.1/wechat/callback"},
        {"wechat_code": "demo-chen", "callback_url": "file:///etc/passwd"},
        {"wechat_code": "nobody", "callback_url": "http://127.0.0.1:9/"},
        {"wechat_code": "demo-chen", "mode": "rot13", "callback_url": "http://127.0.0.1:9/"},
    ],
)
def test_the_simulator_refuses_what_it_cannot_say(simulator: Simulator, order: dict[str, str]) -> None:
    status, answer = simulator.ask("POST", "/_simulator/say", order)
    assert status == 400
    assert answer["error"]
