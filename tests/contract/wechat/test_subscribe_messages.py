from __future__ import annotations

from typing import Any

import fakeredis
import pytest

from backend.notifications.push.ports import (
    Lost,
    NobodyThere,
    NotNow,
    NotPermitted,
    PushMessage,
    Sent,
    Unsendable,
)
from bot.wechat.account import AppAccount
from bot.wechat.subscribe_messages import SubscribeMessages
from tests.contract.wechat.conftest import MINI, OFFICIAL, TEMPLATE, Simulator, find_free_port

SEND, TOKEN = "/cgi-bin/message/subscribe/send", "/cgi-bin/stable_token"
CHEN = "oMiniChen"
VALUES = {"thing1": "厦门市市民卡服务", "phrase2": "已有结果", "time3": "2026年11月27日 12:00"}
MESSAGE = PushMessage("result", "pages/cases/index", VALUES)


@pytest.fixture
def redis() -> fakeredis.FakeRedis:
    return fakeredis.FakeRedis()


def connected(url: str, redis: fakeredis.FakeRedis, account: AppAccount = MINI) -> SubscribeMessages:
    return SubscribeMessages(account, url, redis, {"result": TEMPLATE, "gone": "x" * 20}, "formal")


@pytest.fixture
def messages(simulator: Simulator, redis: fakeredis.FakeRedis) -> SubscribeMessages:
    return connected(simulator.url, redis)


def accept(simulator: Simulator, **more: Any) -> None:
    simulator.ask(
        "POST", "/_simulator/subscriptions", {"wechat_code": "demo-chen", "template_id": TEMPLATE, **more}
    )


def received(simulator: Simulator) -> list[dict[str, Any]]:
    return simulator.ask("GET", f"/_simulator/subscriptions?openid={CHEN}")[1]["messages"]


def test_m9_an_acceptance_is_good_for_one_message(messages: SubscribeMessages, simulator: Simulator) -> None:
    accept(simulator)
    assert [messages.send(CHEN, MESSAGE) for _ in range(2)] == [Sent(), NotPermitted()]
    (message,) = received(simulator)
    assert message["values"] == VALUES
    assert (message["template_id"], message["page"]) == (TEMPLATE, "pages/cases/index")


def test_m9_a_subscription_for_good_is_good_for_all_until_it_is_switched_off(
    messages: SubscribeMessages, simulator: Simulator
) -> None:
    accept(simulator, for_good=True)
    assert [messages.send(CHEN, MESSAGE) for _ in range(3)] == [Sent()] * 3
    simulator.ask("DELETE", "/_simulator/subscriptions?wechat_code=demo-chen")
    assert messages.send(CHEN, MESSAGE) == NotPermitted()


def test_who_never_accepted_gets_nothing_and_nothing_is_logged(
    messages: SubscribeMessages, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    assert messages.send(CHEN, MESSAGE) == NotPermitted()
    assert (received(simulator), caplog.text) == ([], "")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "一" * 21),
        ("thing1", "两\n行"),
        ("thing1", "𠮷" * 11),
        ("phrase2", "已经有结果了"),
        ("phrase2", "done"),
        ("time3", "2026-11-27"),
        ("thing4", "多一个"),
    ],
)
def test_m8_the_simulator_refuses_what_wechat_would(
    messages: SubscribeMessages, simulator: Simulator, key: str, value: str
) -> None:
    accept(simulator)
    unfit = PushMessage("result", MESSAGE.page, {**VALUES, key: value})
    assert messages.send(CHEN, unfit) == Unsendable(f"{SEND} errcode=47003")
    assert messages.send(CHEN, MESSAGE) == Sent()


def test_a_field_that_is_missing_is_refused(messages: SubscribeMessages, simulator: Simulator) -> None:
    accept(simulator)
    unfit = PushMessage("result", MESSAGE.page, {"thing1": "a"})
    assert isinstance(messages.send(CHEN, unfit), Unsendable)


def test_a_page_that_wechat_does_not_take_is_refused(
    messages: SubscribeMessages, simulator: Simulator
) -> None:
    accept(simulator)
    assert messages.send(CHEN, PushMessage("result", "/pages/cases", VALUES)) == Unsendable(
        f"{SEND} errcode=41030"
    )


def test_a_template_that_wechat_does_not_know_waits_for_a_person(messages: SubscribeMessages) -> None:
    assert messages.send(CHEN, PushMessage("gone", MESSAGE.page, VALUES)) == Unsendable(
        f"{SEND} errcode=40037"
    )
    assert isinstance(messages.send(CHEN, PushMessage("never", MESSAGE.page, VALUES)), Unsendable)


def test_an_openid_that_is_nobodys_is_told_apart(messages: SubscribeMessages) -> None:
    assert messages.send("oFollowChen", MESSAGE) == NobodyThere()


@pytest.mark.parametrize(
    ("errcode", "outcome"),
    [
        (-1, NotNow(f"{SEND} errcode=-1")),
        (43108, NotNow(f"{SEND} errcode=43108", 5, is_well=True)),
        (45009, NotNow(f"{SEND} errcode=45009", 3600)),
        (45011, NotNow(f"{SEND} errcode=45011", 3600)),
        (43101, NotPermitted()),
        (47003, Unsendable(f"{SEND} errcode=47003")),
        (48001, Unsendable(f"{SEND} errcode=48001")),
    ],
)
def test_each_of_wechats_numbers_has_its_meaning(
    messages: SubscribeMessages, simulator: Simulator, errcode: int, outcome: object
) -> None:
    accept(simulator)
    simulator.order_fault(path=SEND, errcode=errcode, times=1)
    assert messages.send(CHEN, MESSAGE) == outcome
    assert received(simulator) == []


def test_d22_a_quota_that_is_spent_is_not_asked_again_within_the_hour(
    messages: SubscribeMessages, simulator: Simulator
) -> None:
    simulator.order_fault(path=SEND, errcode=45009, times=1)
    assert [messages.send(CHEN, MESSAGE) for _ in range(3)] == [NotNow(f"{SEND} errcode=45009", 3600)] * 3
    assert simulator.counts()[SEND] == 1


@pytest.mark.parametrize("errcode", [40001, 42001])
def test_w1_a_token_that_is_refused_is_renewed_once(
    messages: SubscribeMessages, simulator: Simulator, errcode: int
) -> None:
    accept(simulator)
    simulator.order_fault(path=SEND, errcode=errcode, times=1)
    assert messages.send(CHEN, MESSAGE) == Sent()
    assert (simulator.counts()[SEND], simulator.counts()[TOKEN]) == (2, 2)


def test_w1_a_token_that_is_always_refused_is_tried_later(
    messages: SubscribeMessages, simulator: Simulator
) -> None:
    simulator.order_fault(path=SEND, errcode=40001)
    assert messages.send(CHEN, MESSAGE) == NotNow(f"{SEND} errcode=40001", 60)
    assert simulator.counts()[SEND] == 2


def test_d30_the_official_accounts_token_sends_nothing(
    simulator: Simulator, redis: fakeredis.FakeRedis
) -> None:
    accept(simulator)
    wrong = connected(simulator.url, redis, OFFICIAL)
    assert wrong.send(CHEN, MESSAGE) == Unsendable(f"{SEND} errcode=48001")


@pytest.mark.parametrize("fault", [{"half_json": True}, {"status": 502}])
def test_an_answer_that_cannot_be_read_is_lost_and_not_asked_for_again(
    messages: SubscribeMessages, simulator: Simulator, fault: dict[str, Any]
) -> None:
    simulator.order_fault(path=SEND, times=1, **fault)
    assert messages.send(CHEN, MESSAGE) == Lost()
    assert simulator.counts()[SEND] == 1


def test_a_message_that_never_left_is_tried_later(redis: fakeredis.FakeRedis) -> None:
    away = connected(f"http://127.0.0.1:{find_free_port()}", redis)
    redis.set(f"wechat:{{{MINI.appid}}}:access_token", "a-token")
    assert away.send(CHEN, MESSAGE) == NotNow(f"{SEND} errcode=None")


def test_without_a_token_nothing_has_left_either(messages: SubscribeMessages, simulator: Simulator) -> None:
    simulator.order_fault(path=TOKEN, half_json=True, times=1)
    assert messages.send(CHEN, MESSAGE) == NotNow(f"{SEND} errcode=None")
    assert SEND not in simulator.counts()
