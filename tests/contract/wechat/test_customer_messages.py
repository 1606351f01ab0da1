from __future__ import annotations

import fakeredis
import pytest

from bot.wechat.account_api import AccountApi
from bot.wechat.customer_messages import CustomerMessages
from bot.wechat.media import MediaClient
from bot.wechat.replies import HandOverPart, ImagePart, TextPart
from tests.contract.wechat.conftest import OFFICIAL, Simulator
from tests.contract.wechat.test_pictures import CLOSED, PNG

SEND, CHEN = "/cgi-bin/message/custom/send", "oFollowChen"


@pytest.fixture
def redis() -> fakeredis.FakeRedis:
    return fakeredis.FakeRedis()


@pytest.fixture
def api(simulator: Simulator, redis: fakeredis.FakeRedis) -> AccountApi:
    return AccountApi(OFFICIAL, simulator.url, redis)


@pytest.fixture
def messages(api: AccountApi, redis: fakeredis.FakeRedis) -> CustomerMessages:
    return CustomerMessages(api, redis, OFFICIAL.appid)


def _write(simulator: Simulator, **order: str) -> None:
    """Let the follower write; our side need not be there to hear it."""
    simulator.say(official_openid=CHEN, callback_url=CLOSED, **order)


def _send(messages: CustomerMessages, times: int) -> list[bool]:
    return [messages.send(CHEN, TextPart(f"第{number}条")) for number in range(times)]


def test_d14_after_a_message_five_may_follow_and_the_sixth_must_wait(
    messages: CustomerMessages, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    _write(simulator, text="你好")
    assert _send(messages, 6) == [True] * 5 + [False]
    assert simulator.counts()[SEND] == 6
    assert caplog.text == ""


def test_d14_the_next_message_allows_five_more(messages: CustomerMessages, simulator: Simulator) -> None:
    _write(simulator, text="你好")
    _send(messages, 5)
    _write(simulator, text="在吗")
    assert _send(messages, 6) == [True] * 5 + [False]


def test_d14_forty_eight_hours_after_a_message_nothing_may_follow(
    messages: CustomerMessages, simulator: Simulator
) -> None:
    _write(simulator, text="你好")
    simulator.pass_time(48 * 3600 - 60)
    assert _send(messages, 1) == [True]
    simulator.pass_time(48 * 3600 + 60)
    assert _send(messages, 1) == [False]


@pytest.mark.parametrize("event", ["CLICK", "subscribe", "SCAN"])
def test_d14_after_a_menu_click_a_follow_or_a_scan_three_may_follow_within_a_minute(
    messages: CustomerMessages, simulator: Simulator, event: str
) -> None:
    _write(simulator, kind="event", event=event)
    assert _send(messages, 4) == [True] * 3 + [False]
    _write(simulator, kind="event", event=event)
    simulator.pass_time(70)
    assert _send(messages, 1) == [False]


def test_d14_d20_nothing_may_follow_to_whoever_left(messages: CustomerMessages, simulator: Simulator) -> None:
    _write(simulator, text="你好")
    _write(simulator, kind="event", event="unsubscribe")
    assert _send(messages, 1) == [False]


def test_d15_an_account_that_may_not_send_asks_once_and_not_again_that_day(
    messages: CustomerMessages, simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    simulator.order_fault(path=SEND, errcode=48001)
    assert messages.is_open()
    assert _send(messages, 3) == [False] * 3
    assert not messages.is_open()
    assert simulator.counts()[SEND] == 1
    assert 0 < redis.ttl(f"wechat:{OFFICIAL.appid}:customer_messages_closed") <= 86400


def test_d16_words_of_a_model_carry_wechats_own_mark(
    messages: CustomerMessages, simulator: Simulator
) -> None:
    _write(simulator, text="你好")
    messages.send(CHEN, TextPart("模型的话", is_generated=True))
    messages.send(CHEN, TextPart("我们的话"))
    assert [(one["text"], one["is_ai"]) for one in simulator.chat(CHEN)[-2:]] == [
        ("模型的话", True),
        ("我们的话", False),
    ]


def test_a_picture_goes_by_its_media_id_and_a_hand_over_cannot_go(
    messages: CustomerMessages, simulator: Simulator, api: AccountApi
) -> None:
    _write(simulator, text="你好")
    assert messages.send(CHEN, ImagePart(MediaClient(api).upload_image(PNG)))
    assert not messages.send(CHEN, ImagePart("never-seen"))
    assert not messages.send(CHEN, HandOverPart())
    assert simulator.chat(CHEN)[-1]["image_base64"]


@pytest.mark.parametrize("fault", [{"errcode": -1}, {"errcode": 40003}, {"status": 500}, {"half_json": True}])
def test_d14_whatever_else_goes_wrong_is_noted_and_not_tried_again(
    messages: CustomerMessages,
    simulator: Simulator,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, object],
) -> None:
    _write(simulator, text="你好")
    simulator.order_fault(path=SEND, **fault)
    assert _send(messages, 1) == [False]
    assert simulator.counts()[SEND] == 1
    assert "was not sent" in caplog.text
    assert CHEN not in caplog.text


def test_d22_a_spent_quota_is_not_asked_for_again_within_the_hour(
    messages: CustomerMessages,
    simulator: Simulator,
    redis: fakeredis.FakeRedis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    simulator.order_fault(path=SEND, errcode=45009)
    assert _send(messages, 4) == [False] * 4
    assert simulator.counts()[SEND] == 1
    assert caplog.text.count("daily quota") == 1
    (key,) = redis.keys("*:rests:*")
    assert 0 < redis.ttl(key) <= 3600


def test_f1_a_whole_conversation_costs_one_token(messages: CustomerMessages, simulator: Simulator) -> None:
    _write(simulator, text="你好")
    _send(messages, 5)
    assert simulator.counts()["/cgi-bin/stable_token"] == 1


def test_without_redis_nothing_is_sent_and_nothing_breaks(api: AccountApi) -> None:
    server = fakeredis.FakeServer()
    server.connected = False
    messages = CustomerMessages(api, fakeredis.FakeRedis(server=server), OFFICIAL.appid)
    assert _send(messages, 1) == [False]
