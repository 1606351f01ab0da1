from __future__ import annotations

import base64
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import fakeredis
import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from backend.platform.clock import SystemClock
from backend.platform.field_encryption import FieldCipher
from bot.callback import wechat_callback
from bot.wechat.account_api import AccountApi
from bot.wechat.building import WeChatGround, build_wechat_door
from bot.wechat.media import MediaClient
from bot.wechat.official_account import OfficialAccountClient
from bot.wechat.opening import CallbackKeys, PushMode
from bot.wechat.push import Link, Location, Push
from bot.wechat.reception import Conversation
from bot.wechat.replies import Reply
from tests.contract.wechat.conftest import AES_KEY, OFFICIAL, TOKEN, Simulator
from tests.contract.wechat.test_pictures import JPEG


class ByUnionid:
    """Tells followers apart through WeChat's unionid, as the service does, and knows one question."""

    def __init__(self, account: OfficialAccountClient) -> None:
        self._account = account

    def reply_to(self, push: Push) -> Reply | None:
        if push.text != "我的信用状况":
            return Reply(f"这个问题我不知道答案：{push.text}")
        is_bound = self._account.find_unionid(push.sender) == "uChen"
        return Reply("您的信用状况：良好" if is_bound else "这个微信号还没有对应的账户")


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/wechat/callback"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Service:
    """Our side of the wire, with the conversation that a test gives it."""

    def __init__(self, simulator: Simulator, mode: PushMode, patience_seconds: float = 4.0) -> None:
        self.redis, self.mode, self.patience_seconds = fakeredis.FakeRedis(), mode, patience_seconds
        self.api = AccountApi(OFFICIAL, simulator.url, self.redis)
        self.forgotten: list[str] = []

    @contextmanager
    def answering(self, conversation: Conversation) -> Iterator[str]:
        app = Flask(__name__)
        with ThreadPoolExecutor(2) as workers:
            ground = WeChatGround(
                keys=CallbackKeys(OFFICIAL.appid, TOKEN, AES_KEY, self.mode),
                api=self.api,
                redis=self.redis,
                cipher=FieldCipher({"f1": secrets.token_bytes(32)}, "f1"),
                clock=SystemClock(),
                workers=workers,
                known_hosts=frozenset({"card.example"}),
                patience_seconds=self.patience_seconds,
            )
            door = build_wechat_door(ground, conversation, [self.forgotten.append], lambda _: False)
            app.register_blueprint(wechat_callback(door))
            with serving(app) as url:
                yield url


class Scripted:
    """Says what a function makes of a push."""

    def __init__(self, script: Callable[[Push], Reply | None]) -> None:
        self.pushes: list[Push] = []
        self._script = script

    def reply_to(self, push: Push) -> Reply | None:
        self.pushes.append(push)
        return self._script(push)


@pytest.fixture(params=list(PushMode))
def mode(request: pytest.FixtureRequest) -> PushMode:
    return request.param


@pytest.fixture
def service(simulator: Simulator, mode: PushMode) -> Service:
    return Service(simulator, mode)


@pytest.fixture
def callback_url(service: Service, simulator: Simulator) -> Iterator[str]:
    account = OfficialAccountClient(OFFICIAL, simulator.url, service.redis)
    with service.answering(ByUnionid(account)) as url:
        yield url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("怎么申请信用修复", "不知道答案：怎么申请信用修复"),
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


def test_d13_no_answer_is_longer_than_wechat_takes_and_none_is_lost(
    simulator: Simulator, service: Service, mode: PushMode
) -> None:
    with service.answering(Scripted(lambda push: Reply("一句很长的话。" * 120 + "完。"))) as url:
        order = {"wechat_code": "demo-chen", "mode": mode, "callback_url": url}
        first, more = (simulator.say(text=text, **order) for text in ("讲讲", "更多"))
    assert (first["fault"], more["fault"]) == (None, None)
    assert more["reply"].endswith("完。")


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
        ("<xml><ToUserName>oFollowChen</ToUserName></xml>", 200, "not a reply to the sender"),
        (
            "<xml><ToUserName>oFollowChen</ToUserName><FromUserName>gh</FromUserName>"
            "<CreateTime>1</CreateTime><MsgType>text</MsgType>"
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
    with serving(app) as url:
        said = simulator.say(wechat_code="demo-chen", text="你好", callback_url=url)
    assert (said["reply"], said["raw_status"], said["fault"]) == (None, status, fault)


@pytest.mark.parametrize(
    "order",
    [
        {"wechat_code": "demo-chen", "callback_url": "http://192.0.2.1/wechat/callback"},
        {"wechat_code": "demo-chen", "callback_url": "file:///etc/passwd"},
        {"wechat_code": "nobody", "callback_url": "http://127.0.0.1:9/"},
        {"wechat_code": "demo-chen", "mode": "rot13", "callback_url": "http://127.0.0.1:9/"},
        {"wechat_code": "demo-chen", "kind": "hologram", "callback_url": "http://127.0.0.1:9/"},
        {"wechat_code": "demo-chen", "kind": "event", "callback_url": "http://127.0.0.1:9/"},
        {
            "wechat_code": "demo-chen",
            "kind": "image",
            "image_base64": "%",
            "callback_url": "http://127.0.0.1/",
        },
    ],
)
def test_the_simulator_refuses_what_it_cannot_say(simulator: Simulator, order: dict[str, str]) -> None:
    status, answer = simulator.ask("POST", "/_simulator/say", order)
    assert status == 400
    assert answer["error"]


def test_d5_in_compatible_mode_an_account_is_answered_in_its_own_mode(
    simulator: Simulator, callback_url: str
) -> None:
    said = simulator.say(
        wechat_code="demo-chen", text="怎么申请信用修复", mode="compatible", callback_url=callback_url
    )
    assert (said["fault"], "信用修复" in said["reply"]) == (None, True)


def test_a_picture_comes_and_a_picture_is_shown(
    simulator: Simulator, service: Service, mode: PushMode
) -> None:
    media = MediaClient(service.api)
    same = Scripted(lambda push: Reply("您发的图", image=media.download_image(push.media_id)))
    with service.answering(same) as url:
        sent = base64.b64encode(JPEG).decode()
        said = simulator.say(
            wechat_code="demo-chen", kind="image", image_base64=sent, mode=mode, callback_url=url
        )
    assert (said["fault"], said["reply"], said["image_base64"]) == (None, None, sent)
    assert {one.get("text") for one in simulator.chat("oFollowChen")} == {None, "您发的图"}


def test_a_human_takes_over(simulator: Simulator, service: Service, mode: PushMode) -> None:
    with service.answering(Scripted(lambda push: Reply("正在为您转人工。", to_human=True))) as url:
        said = simulator.say(wechat_code="demo-chen", text="人工", mode=mode, callback_url=url)
    assert said["transferred"]
    assert simulator.chat("oFollowChen")[-1]["text"] == "正在为您转人工。"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ({"kind": "text", "text": "1", "menu_id": "101"}, {"text": "1", "menu_id": "101"}),
        ({"kind": "voice", "recognition": "你好"}, {"kind": "text", "text": "你好"}),
        ({"kind": "video"}, {"kind": "video"}),
        ({"kind": "miniprogrampage", "title": "标题"}, {"kind": "miniprogrampage"}),
        ({"kind": "event", "event": "CLICK", "event_key": "topic:human"}, {"choice": "topic:human"}),
        ({"kind": "event", "event": "SCAN", "event_key": "topic:human"}, {"scene": "topic:human"}),
        ({"kind": "event", "event": "subscribe", "event_key": "qrscene_7"}, {"scene": "7"}),
    ],
)
def test_what_a_follower_does_reaches_the_conversation(
    simulator: Simulator, service: Service, mode: PushMode, order: dict[str, str], expected: dict[str, str]
) -> None:
    heard = Scripted(lambda push: Reply("好的"))
    with service.answering(heard) as url:
        said = simulator.say(wechat_code="demo-chen", mode=mode, callback_url=url, **order)
    assert (said["fault"], said["reply"]) == (None, "好的")
    (push,) = heard.pushes
    assert {name: getattr(push, name) for name in expected} == expected


def test_a_place_and_a_page_arrive_whole(simulator: Simulator, service: Service, mode: PushMode) -> None:
    heard = Scripted(lambda push: Reply("好的"))
    place = {"kind": "location", "latitude": "24.4798", "longitude": "118.0894", "label": "厦门市"}
    page = {"kind": "link", "title": "题", "description": "述", "url": "https://example.org/"}
    with service.answering(heard) as url:
        for order in (place, page):
            simulator.say(wechat_code="demo-chen", mode=mode, callback_url=url, **order)
    assert heard.pushes[0].location == Location(24.4798, 118.0894, "厦门市")
    assert heard.pushes[1].link == Link("题", "述", "https://example.org/")


def test_d20_who_leaves_is_forgotten_in_silence(
    simulator: Simulator, service: Service, mode: PushMode
) -> None:
    with service.answering(Scripted(lambda push: Reply("好的"))) as url:
        said = simulator.say(
            wechat_code="demo-chen", kind="event", event="unsubscribe", mode=mode, callback_url=url
        )
    assert (said["fault"], said["shown"], service.forgotten) == (None, None, ["oFollowChen"])


def test_f2_a_push_that_wechat_repeats_is_worked_on_once_and_told_once(
    simulator: Simulator, mode: PushMode
) -> None:
    """Our side is slower than WeChat waits: every push of the four is cut off."""
    service, may_go_on = Service(simulator, mode, patience_seconds=30), threading.Event()
    slow = Scripted(lambda push: Reply("查到了。") if may_go_on.wait(30) else None)
    with service.answering(slow) as url:
        said = simulator.say(
            wechat_code="demo-chen", text="慢", mode=mode, callback_url=url, repeats=True, reply_seconds=0.2
        )
        may_go_on.set()
    assert (said["attempts"], said["raw_status"]) == (2, 200)
    assert len(slow.pushes) == 1
    assert [one["text"] for one in simulator.chat("oFollowChen")] == ["查到了。"]


def test_d9_d14_a_slow_answer_comes_by_customer_service_message(simulator: Simulator, mode: PushMode) -> None:
    service, may_go_on = Service(simulator, mode, patience_seconds=0.05), threading.Event()
    slow = Scripted(lambda push: Reply("查到了。") if may_go_on.wait(30) else None)
    with service.answering(slow) as url:
        said = simulator.say(wechat_code="demo-chen", text="慢", mode=mode, callback_url=url, repeats=True)
        may_go_on.set()
    assert (said["fault"], said["shown"], said["attempts"]) == (None, None, 1)
    assert simulator.chat("oFollowChen") == [{"by": "customer_message", "text": "查到了。", "is_ai": False}]
