from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.platform.errors import Unavailable
from bot.turns import Door, Picture, Said, Turn
from bot.wechat.push import Push
from bot.wechat.replies import Reply
from bot.wechat_conversation import WeChatConversation


class Engine:
    """Notes the turns, and says what it is told to."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.says: Callable[[Turn], Sequence[Said]] = lambda _: [Said("好")]

    def answer(self, turn: Turn) -> Sequence[Said]:
        self.turns.append(turn)
        return self.says(turn)


class Photos:
    """Notes what is fetched."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    def __call__(self, media_id: str) -> bytes:
        self.fetched.append(media_id)
        return b"photo"


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def photos() -> Photos:
    return Photos()


@pytest.fixture
def conversation(engine: Engine, photos: Photos) -> WeChatConversation:
    return WeChatConversation(engine, {"oA": "cit_1"}.get, photos)


def a_push(kind: str = "text", key: str = "1", **more: Any) -> Push:
    return Push("oA", "gh_a", kind, key, "proof", datetime(2026, 11, 27, tzinfo=UTC), **more)


def test_a_text_becomes_a_turn_of_its_senders_conversation(
    conversation: WeChatConversation, engine: Engine
) -> None:
    assert conversation.reply_to(a_push(text="你好")) == Reply("好")
    (turn,) = engine.turns
    assert (turn.door, turn.conversation, turn.text) == (Door.WECHAT, "oA", "你好")
    assert turn.find_citizen() == "cit_1"
    assert turn.load_photo is None


def test_a_repeat_has_the_same_key_and_another_message_another(
    conversation: WeChatConversation, engine: Engine
) -> None:
    for key in ("1", "1", "2"):
        conversation.reply_to(a_push(key=key, text="你好"))
    first, again, other = (turn.key for turn in engine.turns)
    assert first == again != other
    assert "oA" not in first
    assert len(first) <= 128


def test_a_photo_is_fetched_only_where_it_is_wanted(
    conversation: WeChatConversation, engine: Engine, photos: Photos
) -> None:
    conversation.reply_to(a_push("image", media_id="m-1"))
    assert photos.fetched == []
    load = engine.turns[0].load_photo
    assert load is not None
    assert (load(), photos.fetched) == (b"photo", ["m-1"])


def test_a_menu_entry_is_a_choice(conversation: WeChatConversation, engine: Engine) -> None:
    conversation.reply_to(a_push("event", event="click", event_key="topic:repair.fee"))
    assert [turn.choice for turn in engine.turns] == ["topic:repair.fee"]


def test_a_picture_and_the_word_to_hand_over_reach_wechat(
    conversation: WeChatConversation, engine: Engine
) -> None:
    engine.says = lambda _: [
        Said("码", picture=Picture(b"png", "image/png", "/x")),
        Said("人", hands_over=True),
    ]
    assert conversation.reply_to(a_push(text="码")) == Reply("码\n\n人", image=b"png", to_human=True)


def test_an_old_message_is_met_with_silence(conversation: WeChatConversation, engine: Engine) -> None:
    engine.says = lambda _: []
    assert conversation.reply_to(a_push(text="1")) is None


def test_a_refusal_is_told_in_its_own_words(conversation: WeChatConversation, engine: Engine) -> None:
    def away(_turn: Turn) -> Sequence[Said]:
        raise Unavailable("away", zh="你稍后再试。", en="Later.")

    engine.says = away
    assert conversation.reply_to(a_push(text="1")) == Reply("你稍后再试。")


@pytest.mark.parametrize("kind", ["video", "location", "link", "file"])
def test_what_is_neither_text_nor_photo_gets_a_request_for_text(
    conversation: WeChatConversation, engine: Engine, kind: str
) -> None:
    reply = conversation.reply_to(a_push(kind))
    assert reply is not None
    assert "文字" in reply.text
    assert engine.turns == []


@pytest.mark.parametrize("event", ["subscribe", "subscribe_scan"])
def test_a_new_follower_hears_what_can_be_asked(conversation: WeChatConversation, event: str) -> None:
    reply = conversation.reply_to(a_push("event", event=event))
    assert reply is not None
    assert "怎么申请信用修复" in reply.text


def test_a_code_that_was_scanned_before_is_met_with_silence(conversation: WeChatConversation) -> None:
    assert conversation.reply_to(a_push("event", event="scan", event_key="poster-7")) is None
