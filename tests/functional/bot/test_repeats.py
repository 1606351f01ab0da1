from __future__ import annotations

import fakeredis

from bot.wechat.opening import PushMode
from tests.functional.bot.conftest import Answerer, Doors, WeChatSide, text_xml


def test_d10_a_push_sent_three_times_is_worked_on_once_and_answered_alike(
    plain: WeChatSide, answerer: Answerer
) -> None:
    replies = {plain.post(text_xml()).data for _ in range(3)}
    assert len(replies) == 1
    assert "答1" in replies.pop().decode()
    assert len(answerer.pushes) == 1


def test_d10_events_without_an_id_are_told_apart_and_repeats_of_them_are_not(
    plain: WeChatSide, answerer: Answerer
) -> None:
    event = (
        "<xml><ToUserName>gh_a</ToUserName><FromUserName>oA</FromUserName><CreateTime>1</CreateTime>"
        "<MsgType>event</MsgType><Event>CLICK</Event><EventKey>{key}</EventKey></xml>"
    )
    for key in ("one", "two", "one"):
        plain.post(event.format(key=key))
    assert [push.event_key for push in answerer.pushes] == ["one", "two"]


def test_d10_two_messages_are_both_answered(plain: WeChatSide, answerer: Answerer) -> None:
    plain.post(text_xml(msg_id="1"))
    plain.post(text_xml(msg_id="2"))
    assert len(answerer.pushes) == 2


def test_d10_all_workers_know_of_a_push(doors: Doors, answerer: Answerer) -> None:
    for _ in range(2):
        doors.open(PushMode.PLAIN).post(text_xml())
    assert len(answerer.pushes) == 1


def test_d11_a_repeat_while_the_first_is_working_starts_nothing(doors: Doors, answerer: Answerer) -> None:
    hasty = doors.open(PushMode.PLAIN, patience_seconds=0)
    answerer.may_go_on.clear()
    assert [hasty.post(text_xml()).data for _ in range(3)] == [b"success"] * 3
    answerer.may_go_on.set()
    doors.workers.shutdown(wait=True)
    assert len(answerer.pushes) == 1


def test_d11_an_answer_is_kept_sealed_for_whoever_repeats_the_push(
    plain: WeChatSide, answerer: Answerer, redis: fakeredis.FakeRedis
) -> None:
    answerer.says = "您的信用状况：良好"
    assert plain.say("我的信用状况") == plain.say("我的信用状况")
    kept = b"".join(redis.get(key) for key in redis.keys("*:push:*"))
    assert "良好".encode() not in kept
    assert b"oA" not in kept


def test_d11_the_repeat_of_an_answerless_push_is_success(plain: WeChatSide, answerer: Answerer) -> None:
    answerer.says = ""
    assert [plain.post(text_xml()).data for _ in range(2)] == [b"success"] * 2
    assert len(answerer.pushes) == 1


def test_d25_a_signature_used_twice_is_a_repeat(plain: WeChatSide, answerer: Answerer) -> None:
    query = plain.query()
    first = plain.post(text_xml(), query)
    assert plain.post(text_xml(), query).data == first.data
    assert len(answerer.pushes) == 1


def test_d25_a_signature_taken_from_one_message_earns_nothing_for_another(
    plain: WeChatSide, answerer: Answerer
) -> None:
    query = plain.query()
    plain.post(text_xml(), query)
    stolen = plain.post(text_xml("我的信用状况", msg_id="2", sender="oVictim"), query)
    assert stolen.data == b"success"
    assert [push.sender for push in answerer.pushes] == ["oA"]


def test_what_is_remembered_of_a_push_ends_by_itself(plain: WeChatSide, redis: fakeredis.FakeRedis) -> None:
    plain.post(text_xml())
    keys = list(redis.scan_iter())
    pushes = [key for key in keys if b":push" in key]
    assert len(pushes) == 3
    told = [key for key in pushes if key.endswith(b":answer")]
    assert [0 < redis.ttl(key) <= 60 for key in told] == [True]
    assert all(600 < redis.ttl(key) <= 900 for key in pushes if key not in told)
    assert all(0 < redis.ttl(key) <= 86400 for key in keys)
    assert not any(b"oA" in key for key in keys)


def test_without_redis_a_push_is_met_with_success_and_nothing_is_done(
    doors: Doors, answerer: Answerer
) -> None:
    server = fakeredis.FakeServer()
    server.connected = False
    doors.redis = fakeredis.FakeRedis(server=server)
    response = doors.open(PushMode.PLAIN).post(text_xml())
    assert (response.status_code, response.data) == (200, b"success")
    assert answerer.pushes == []
