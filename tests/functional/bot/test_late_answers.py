from __future__ import annotations

import secrets

import fakeredis
import pytest

from backend.platform.field_encryption import FieldCipher
from bot.wechat.opening import PushMode
from bot.wechat.replies import GENERATED_MARK, ImagePart, TextPart
from bot.wechat.speech import LATE_HINT, MORE_HINT, WAIT_TEXT
from tests.functional.bot.conftest import Answerer, Doors, WeChatSide


@pytest.fixture
def hasty(doors: Doors) -> WeChatSide:
    """A door that has no patience at all: whatever is asked of it is answered late."""
    return doors.open(PushMode.PLAIN, patience_seconds=0)


def _answer_late(doors: Doors, answerer: Answerer, hasty: WeChatSide, says: str) -> str:
    """Ask, let the door lose its patience, then let the answer come; return what the door said."""
    answerer.says = says
    answerer.may_go_on.clear()
    told = hasty.say("慢问题")
    answerer.may_go_on.set()
    doors.workers.shutdown(wait=True)
    return told


def _said_later(doors: Doors, text: str) -> str:
    """Say something at a door with patience."""
    doors.workers = doors.fresh_workers()
    return doors.open(PushMode.PLAIN).say(text, msg_id="2")


def test_d9_d14_a_slow_answer_is_success_now_and_comes_by_customer_service_message(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    assert _answer_late(doors, answerer, hasty, "查到了。") == "success"
    assert doors.customer_service.sent == [TextPart("查到了。")]


def test_d11_a_repeat_after_the_answer_went_another_way_says_nothing_twice(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    _answer_late(doors, answerer, hasty, "查到了。")
    assert hasty.say("慢问题") == "success"
    assert len(answerer.pushes) == len(doors.customer_service.sent) == 1


def test_d14_a_long_late_answer_goes_in_pages_and_what_is_too_much_is_kept(
    doors: Doors, answerer: Answerer, hasty: WeChatSide, redis: fakeredis.FakeRedis
) -> None:
    doors.customer_service.most = 2
    _answer_late(doors, answerer, hasty, "一句话。" * 500)
    sent = [part.text for part in doors.customer_service.sent if isinstance(part, TextPart)]
    assert len(sent) == 2
    assert all(len(text.encode()) <= 2000 and text.endswith("。") for text in sent)
    (key,) = redis.keys("*:kept:late:*")
    assert 80_000 < redis.ttl(key) <= 86_400


def test_d14_what_wechat_does_not_let_through_waits_for_the_next_contact_and_is_told_once(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    doors.customer_service.takes = False
    assert _answer_late(doors, answerer, hasty, "查到了。") == "success"
    answerer.says = "您好。"
    assert "您好。" + LATE_HINT in _said_later(doors, "你好")
    side = doors.open(PushMode.PLAIN)
    assert "查到了。" in side.say("结果", msg_id="3")
    assert "查到了" not in side.say("结果", msg_id="4")
    assert LATE_HINT not in side.say("你好", msg_id="5")


@pytest.mark.parametrize(("consents", "is_told"), [(True, True), (False, False)])
def test_what_follows_from_the_status_waits_ten_minutes_and_is_told_only_under_the_consent_of_that_moment(
    doors: Doors,
    answerer: Answerer,
    hasty: WeChatSide,
    redis: fakeredis.FakeRedis,
    *,
    consents: bool,
    is_told: bool,
) -> None:
    doors.customer_service.takes, answerer.tells_status = False, True
    _answer_late(doors, answerer, hasty, "您的信用状况：良好")
    (key,) = redis.keys("*:kept:late:*")
    assert 0 < redis.ttl(key) <= 600
    doors.may_tell_status = consents
    told = _said_later(doors, "结果")
    assert ("良好" in told) is is_told
    assert ("不再显示" in told) is not is_told
    assert redis.keys("*:kept:late:*") == []


def test_d15_an_account_without_customer_messages_says_how_to_get_the_answer(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    doors.customer_service.opens = False
    assert WAIT_TEXT in _answer_late(doors, answerer, hasty, "查到了。")
    assert "查到了。" in _said_later(doors, "结果")
    assert doors.customer_service.sent == []


def test_a_late_picture_is_sent_and_a_late_hand_over_is_said_in_words(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    answerer.image, answerer.to_human = b"png", True
    _answer_late(doors, answerer, hasty, "请找人工。")
    assert doors.customer_service.sent == [ImagePart("media-3"), TextPart("请找人工。")]


def test_d16_late_words_of_a_model_stay_marked_until_they_are_told(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    doors.customer_service.takes, answerer.is_generated = False, True
    _answer_late(doors, answerer, hasty, "模型的话。" * 500)
    told = _said_later(doors, "结果")
    assert MORE_HINT + "\n" + GENERATED_MARK in told


def test_what_was_kept_under_a_key_that_is_gone_is_nothing_and_breaks_nothing(
    doors: Doors, answerer: Answerer, hasty: WeChatSide
) -> None:
    doors.customer_service.takes = False
    _answer_late(doors, answerer, hasty, "查到了。")
    doors.cipher = FieldCipher({"f2": secrets.token_bytes(32)}, "f2")
    answerer.says = "没有更多了。"
    assert "没有更多了。" in _said_later(doors, "结果")


def test_an_answer_that_fails_late_says_nothing(
    doors: Doors, answerer: Answerer, hasty: WeChatSide, caplog: pytest.LogCaptureFixture
) -> None:
    answerer.trouble = ZeroDivisionError("a bug")
    assert _answer_late(doors, answerer, hasty, "") == "success"
    assert doors.customer_service.sent == []
    assert "could not be answered" in caplog.text
