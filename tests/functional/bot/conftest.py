from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import fakeredis
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from bot.callback import wechat_callback
from bot.wechat.door import WeChatDoor
from bot.wechat.push import CallbackKeys, Push, PushMode, PushOpener
from bot.wechat.repeats import Repeats
from bot.wechat.texts import Reply
from card_integration.simulator.wechat.sealing import seal, signature

APPID, TOKEN, AES_KEY = "wx00000000000000aa", "callbacktoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


class StandingClock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Answerer:
    """Counts what reaches it, and can be made to wait, to fail or to say something else."""

    def __init__(self) -> None:
        self.pushes: list[Push] = []
        self.says: str | None = None
        self.is_personal = False
        self.trouble: Exception | None = None
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.done = threading.Event()

    def __call__(self, push: Push) -> Reply:
        self.pushes.append(push)
        self.may_go_on.wait(timeout=30)
        self.done.set()
        if self.trouble is not None:
            raise self.trouble
        text = f"答{len(self.pushes)}：{push.text}" if self.says is None else self.says
        return Reply(text, self.is_personal)


class WeChatSide:
    """Signs and posts to the callback as WeChat does, with code that is not ours."""

    def __init__(self, app: Flask, clock: StandingClock) -> None:
        self.client = app.test_client()
        self.clock = clock
        self.nonce = 0

    def query(self, **changed: str) -> dict[str, str]:
        self.nonce += 1
        timestamp, nonce = str(int(self.clock.now().timestamp())), str(self.nonce)
        query = {"timestamp": timestamp, "nonce": nonce, "signature": signature(TOKEN, timestamp, nonce)}
        return query | changed

    def post(self, body: str | bytes, query: dict[str, str] | None = None, **more: object) -> TestResponse:
        return self.client.post("/wechat/callback", query_string=query or self.query(), data=body, **more)

    def post_sealed(self, message: str, outer: str = "", **changed: str) -> TestResponse:
        sealed = seal(AES_KEY, APPID, message)
        query = self.query(encrypt_type="aes")
        query["msg_signature"] = signature(TOKEN, query["timestamp"], query["nonce"], sealed)
        body = f"<xml>{outer}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return self.post(body, {name: value for name, value in (query | changed).items() if value})


def text_xml(content: str = "怎么申请信用修复", msg_id: str = "1", sender: str = "oA") -> str:
    return (
        f"<xml><ToUserName><![CDATA[gh_a]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>1795399200</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{content}]]></Content><MsgId>{msg_id}</MsgId></xml>"
    )


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))


@pytest.fixture
def answerer() -> Iterator[Answerer]:
    answerer = Answerer()
    yield answerer
    answerer.may_go_on.set()


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as workers:
        yield workers


@pytest.fixture
def redis() -> fakeredis.FakeRedis:
    return fakeredis.FakeRedis()


class Doors:
    """Builds WeChat's side of a callback in one of the modes."""

    def __init__(
        self,
        clock: StandingClock,
        redis: fakeredis.FakeRedis,
        answerer: Answerer,
        workers: ThreadPoolExecutor,
    ) -> None:
        self.clock, self.redis, self.answerer, self.workers = clock, redis, answerer, workers

    def open(self, mode: PushMode, patience_seconds: float = 20) -> WeChatSide:
        opener = PushOpener(CallbackKeys(APPID, TOKEN, AES_KEY, mode), self.clock)
        repeats = Repeats(self.redis, APPID)
        door = WeChatDoor(opener, repeats, self.answerer, self.clock, self.workers, patience_seconds)
        app = Flask(__name__)
        app.register_blueprint(wechat_callback(door))
        return WeChatSide(app, self.clock)


@pytest.fixture
def doors(
    clock: StandingClock, redis: fakeredis.FakeRedis, answerer: Answerer, workers: ThreadPoolExecutor
) -> Doors:
    return Doors(clock, redis, answerer, workers)


@pytest.fixture
def plain(doors: Doors) -> WeChatSide:
    return doors.open(PushMode.PLAIN)


@pytest.fixture
def aes(doors: Doors) -> WeChatSide:
    return doors.open(PushMode.AES)


@pytest.fixture(params=list(PushMode))
def either(request: pytest.FixtureRequest, doors: Doors) -> WeChatSide:
    return doors.open(request.param)
