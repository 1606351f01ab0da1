from __future__ import annotations

import fakeredis
import pytest
from redis.exceptions import ConnectionError as RedisAway

from backend.platform.errors import Unavailable
from bot.wechat.event_counts import EventCounts
from bot.wechat.opening import PushMode
from bot.wechat.sender_limits import MOST_A_DAY, MOST_A_MINUTE
from tests.functional.bot.conftest import APPID, Answerer, Doors, WeChatSide, text_xml

VOICE = (
    "<xml><ToUserName>gh_a</ToUserName><FromUserName>oA</FromUserName><CreateTime>1795399200</CreateTime>"
    "<MsgType>voice</MsgType><MediaId>m1</MediaId><Format>amr</Format><MsgId>7</MsgId>"
    "<Recognition>{heard}</Recognition></xml>"
)


@pytest.mark.parametrize("heard", ["", "  ", "<![CDATA[]]>"])
def test_d17_a_voice_that_wechat_did_not_hear_gets_a_kind_request_for_text(
    plain: WeChatSide, answerer: Answerer, heard: str
) -> None:
    assert "打成文字" in plain.post(VOICE.format(heard=heard)).data.decode()
    assert answerer.pushes == []


def test_d17_a_voice_that_wechat_heard_is_text_like_any_other(plain: WeChatSide, answerer: Answerer) -> None:
    plain.post(VOICE.format(heard="怎么申请信用修复"))
    assert [(push.kind, push.text) for push in answerer.pushes] == [("text", "怎么申请信用修复")]


@pytest.mark.parametrize(
    ("event", "key", "scene"),
    [
        ("subscribe", "qrscene_topic:perk.library", "topic:perk.library"),
        ("SCAN", "topic:perk.library", "topic:perk.library"),
        ("subscribe", "qrscene_123", "123"),
        ("subscribe", "last_trade_no_4003", ""),
        ("subscribe", "", ""),
    ],
)
def test_d18_following_and_scanning_carry_the_same_scene(
    plain: WeChatSide, answerer: Answerer, event: str, key: str, scene: str
) -> None:
    assert plain.push_event(event, key).data != b"success"
    assert [push.scene for push in answerer.pushes] == [scene]


@pytest.mark.parametrize("event", ["VIEW", "view_miniprogram", "LOCATION", "user_info_modified"])
def test_events_that_ask_nothing_are_met_with_silence_and_are_nothing_unexpected(
    plain: WeChatSide, answerer: Answerer, redis: fakeredis.FakeRedis, event: str
) -> None:
    assert plain.push_event(event, "https://card.example/").data == b"success"
    assert answerer.pushes == []
    assert EventCounts(redis, APPID).read() == {}


def test_d20_who_leaves_is_forgotten_and_gets_no_reply(
    doors: Doors, answerer: Answerer, redis: fakeredis.FakeRedis
) -> None:
    side = doors.open(PushMode.PLAIN)
    answerer.says = "您的记录。" * 400
    side.say("我的记录")
    assert redis.keys("*:kept:*")
    assert side.push_event("unsubscribe").data == b"success"
    assert doors.forgetting.forgotten == ["oA"]
    assert redis.keys("*:kept:*") == redis.keys("*:messages:*") == []
    assert len(answerer.pushes) == 1


@pytest.mark.parametrize("trouble", [RedisAway(), Unavailable("store", zh="稍后。", en="Later.")])
def test_d20_who_cannot_be_forgotten_now_is_no_success_and_a_repeat_tries_again(
    doors: Doors, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    side = doors.open(PushMode.PLAIN)
    doors.forgetting.trouble = trouble
    assert side.push_event("unsubscribe").status_code == 503
    assert "is not forgotten" in caplog.text
    assert "oA" not in caplog.text
    doors.forgetting.trouble = None
    assert side.push_event("unsubscribe").data == b"success"
    assert doors.forgetting.forgotten == ["oA"]


def test_d20_without_redis_a_leaving_is_no_success(doors: Doors) -> None:
    server = fakeredis.FakeServer()
    server.connected = False
    doors.redis = fakeredis.FakeRedis(server=server)
    assert doors.open(PushMode.PLAIN).push_event("unsubscribe").status_code == 503


def test_d20_who_follows_anew_begins_with_nothing_of_an_earlier_time(
    doors: Doors, answerer: Answerer
) -> None:
    assert doors.open(PushMode.PLAIN).push_event("subscribe").data != b"success"
    assert doors.forgetting.forgotten == ["oA"]
    assert len(answerer.pushes) == 1


@pytest.mark.parametrize("event", ["user_authorization_revoke", "user_authorization_cancellation"])
def test_d27_who_takes_back_an_authorisation_is_the_one_in_openid(doors: Doors, event: str) -> None:
    response = doors.open(PushMode.PLAIN).push_event(event, sender="oWeChat", OpenID="oB", RevokeInfo="8")
    assert response.data == b"success"
    assert doors.forgetting.forgotten == ["oB"]


def test_d27_two_persons_of_one_second_are_told_apart(doors: Doors) -> None:
    side = doors.open(PushMode.PLAIN)
    for openid in ("oB", "oC", "oB"):
        side.push_event("user_authorization_revoke", sender="oWeChat", OpenID=openid)
    assert doors.forgetting.forgotten == ["oB", "oC"]


@pytest.mark.parametrize(
    ("event", "counted", "level"),
    [
        ("wxa_punish_event", "wxa_punish_event", "ERROR"),
        ("an_event_of_tomorrow", "an_event_of_tomorrow", "WARNING"),
        ("写给操作员的话", "unreadable", "WARNING"),
    ],
)
def test_d28_punishment_and_unknown_events_are_counted_and_noted_without_a_person(
    plain: WeChatSide,
    answerer: Answerer,
    redis: fakeredis.FakeRedis,
    caplog: pytest.LogCaptureFixture,
    event: str,
    counted: str,
    level: str,
) -> None:
    assert plain.push_event(event, "oSecret").data == b"success"
    assert EventCounts(redis, APPID).read() == {counted: 1}
    assert [record.levelname for record in caplog.records] == [level]
    assert "oA" not in caplog.text
    assert "oSecret" not in caplog.text
    assert answerer.pushes == []


def test_d28_a_kind_of_message_of_tomorrow_is_counted_too(
    plain: WeChatSide, redis: fakeredis.FakeRedis
) -> None:
    assert plain.post(text_xml().replace("[text]", "[hologram]")).data == b"success"
    assert EventCounts(redis, APPID).read() == {"hologram": 1}


def _say(side: WeChatSide, times: int, first: int = 0) -> list[str]:
    return [side.say("你好", msg_id=str(first + number)) for number in range(times)]


def test_d32_the_twenty_first_message_of_a_minute_earns_one_notice_then_silence(
    plain: WeChatSide, answerer: Answerer
) -> None:
    answers = _say(plain, MOST_A_MINUTE + 3)
    assert len(answerer.pushes) == MOST_A_MINUTE
    assert "太快" in answers[MOST_A_MINUTE]
    assert answers[MOST_A_MINUTE + 1 :] == ["success"] * 2


def test_d32_after_the_minute_a_follower_is_answered_again_but_not_over_the_day(
    plain: WeChatSide, answerer: Answerer, redis: fakeredis.FakeRedis
) -> None:
    answers = []
    for number in range(MOST_A_DAY // MOST_A_MINUTE + 1):
        answers += _say(plain, MOST_A_MINUTE, first=1000 * number)
        for key in redis.keys("*:messages:60:*"):
            redis.delete(key)
    assert len(answerer.pushes) == MOST_A_DAY
    assert "太快" in answers[MOST_A_DAY]
    assert set(answers[MOST_A_DAY + 1 :]) == {"success"}


def test_d32_one_follower_does_not_spend_what_another_may(plain: WeChatSide, answerer: Answerer) -> None:
    _say(plain, MOST_A_MINUTE + 1)
    plain.post(text_xml(msg_id="9999", sender="oB"))
    assert answerer.pushes[-1].sender == "oB"


def test_d32_a_repeat_of_a_push_does_not_count(plain: WeChatSide, answerer: Answerer) -> None:
    for _ in range(MOST_A_MINUTE * 2):
        plain.say("你好", msg_id="1")
    assert "答2" in plain.say("你好", msg_id="2")
