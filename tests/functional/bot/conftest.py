from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import fakeredis
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.platform.errors import Unavailable
from backend.platform.field_encryption import FieldCipher
from bot.callback import wechat_callback
from bot.wechat.door import WeChatDoor
from bot.wechat.event_counts import EventCounts
from bot.wechat.kept_answers import KeptAnswers
from bot.wechat.opening import CallbackKeys, PushMode, PushOpener
from bot.wechat.push import Push
from bot.wechat.reception import Reception
from bot.wechat.repeats import Repeats
from bot.wechat.replies import Part, Reply
from bot.wechat.sealed_state import SealedParts
from bot.wechat.sender_limits import SenderLimits
from bot.wechat.speech import Speech
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
        self.image: bytes | None = None
        self.to_human = self.is_generated = self.tells_status = False
        self.trouble: Exception | None = None
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.done = threading.Event()

    def reply_to(self, push: Push) -> Reply:
        self.pushes.append(push)
        self.may_go_on.wait(timeout=30)
        self.done.set()
        if self.trouble is not None:
            raise self.trouble
        text = f"答{len(self.pushes)}：{push.text}" if self.says is None else self.says
        return Reply(text, self.image, self.to_human, self.is_generated, self.tells_status)


class CustomerService:
    """Takes late messages until it is told not to; pictures get an id, unless WeChat is away."""

    def __init__(self) -> None:
        self.sent: list[Part] = []
        self.opens, self.takes = True, True
        self.most = 99
        self.has_sent = threading.Event()

    def is_open(self) -> bool:
        return self.opens

    def send(self, openid: str, part: Part) -> bool:
        if not (self.opens and self.takes and len(self.sent) < self.most):
            return False
        self.sent.append(part)
        self.has_sent.set()
        return True

    def upload_image(self, content: bytes) -> str:
        if not self.takes:
            raise Unavailable("wechat-busy", zh="微信没有回应。", en="WeChat is away.")
        return f"media-{len(content)}"


class Forgetting:
    """Remembers whom it was told to forget, unless it cannot."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []
        self.trouble: Exception | None = None

    def __call__(self, openid: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.forgotten.append(openid)


class WeChatSide:
    """Signs and posts to the callback as WeChat does, with code that is not ours."""

    def __init__(self, app: Flask, clock: StandingClock) -> None:
        self.client = app.test_client()
        self.clock = clock

    def query(self, **changed: str) -> dict[str, str]:
        timestamp, nonce = str(int(self.clock.now().timestamp())), secrets.token_hex(8)
        query = {"timestamp": timestamp, "nonce": nonce, "signature": signature(TOKEN, timestamp, nonce)}
        return query | changed

    def post(self, body: str | bytes, query: dict[str, str] | None = None, **more: object) -> TestResponse:
        return self.client.post("/wechat/callback", query_string=query or self.query(), data=body, **more)

    def say(self, text: str, msg_id: str = "1") -> str:
        return self.post(text_xml(text, msg_id)).data.decode()

    def push_event(self, event: str, key: str = "", sender: str = "oA", **more: str) -> TestResponse:
        elements = {"Event": event, "EventKey": key, **more}
        inside = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
        return self.post(
            f"<xml><ToUserName>gh_a</ToUserName><FromUserName>{sender}</FromUserName>"
            f"<CreateTime>1795399200</CreateTime><MsgType>event</MsgType>{inside}</xml>"
        )

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
        self.customer_service, self.forgetting = CustomerService(), Forgetting()
        self.may_tell_status = True
        self._more: list[ThreadPoolExecutor] = []
        self.cipher = FieldCipher({"f1": secrets.token_bytes(32)}, "f1")

    def fresh_workers(self) -> ThreadPoolExecutor:
        """Return workers for a door opened after the first ones were let go."""
        workers = ThreadPoolExecutor(2)
        self._more.append(workers)
        return workers

    def close(self) -> None:
        for workers in self._more:
            workers.shutdown(wait=True)

    def open(self, mode: PushMode, patience_seconds: float = 20) -> WeChatSide:
        return self.open_with(CallbackKeys(APPID, TOKEN, AES_KEY, mode), patience_seconds)

    def open_with(self, keys: CallbackKeys, patience_seconds: float = 20) -> WeChatSide:
        service, redis, appid = self.customer_service, self.redis, keys.appid
        kept = KeptAnswers(SealedParts(redis, self.cipher), appid)
        speech = Speech(service, service, kept, {"card.example"})
        limits, events = SenderLimits(redis, appid), EventCounts(redis, appid)
        forgetting = (kept.forget, limits.forget, self.forgetting)
        may_tell = lambda _openid: self.may_tell_status  # noqa: E731
        reception = Reception(self.answerer, speech, limits, events, forgetting, may_tell)
        opener, repeats = PushOpener(keys, self.clock), Repeats(redis, self.cipher, appid)
        parts = (opener, repeats, reception.answer, speech, self.clock, self.workers, patience_seconds)
        app = Flask(__name__)
        app.register_blueprint(wechat_callback(WeChatDoor(*parts)))
        return WeChatSide(app, self.clock)


@pytest.fixture
def doors(
    clock: StandingClock, redis: fakeredis.FakeRedis, answerer: Answerer, workers: ThreadPoolExecutor
) -> Iterator[Doors]:
    doors = Doors(clock, redis, answerer, workers)
    yield doors
    doors.close()


@pytest.fixture
def plain(doors: Doors) -> WeChatSide:
    return doors.open(PushMode.PLAIN)


@pytest.fixture
def aes(doors: Doors) -> WeChatSide:
    return doors.open(PushMode.AES)


@pytest.fixture(params=list(PushMode))
def either(request: pytest.FixtureRequest, doors: Doors) -> WeChatSide:
    return doors.open(request.param)
