"""What WeChat asks of us about each kind of push, before and around the conversation itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from redis.exceptions import RedisError

from backend.platform.errors import DomainError
from bot.wechat.event_counts import EventCounts
from bot.wechat.push import Push
from bot.wechat.replies import Part, Reply, tells_status
from bot.wechat.sender_limits import SenderLimits, Verdict
from bot.wechat.speech import MORE_WORDS, Speech

_MESSAGES = frozenset(
    {"text", "voice", "image", "video", "shortvideo", "location", "link", "miniprogrampage", "file"}
)
_FOLLOWS = frozenset({"subscribe", "subscribe_scan", "subscribe_scan_product"})
_LEAVES = frozenset({"unsubscribe", "user_authorization_cancellation", "user_authorization_revoke"})
_ANSWERED = _FOLLOWS | {"scan", "click"}
# Known, and nothing to do: nothing is kept that they could change. LOCATION is a position nobody asked for.
_IDLE = frozenset(
    {
        *("view", "view_miniprogram", "location", "user_info_modified"),
        *("scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
        *("location_select", "templatesendjobfinish", "masssendjobfinish"),
        *("subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"),
        *("kf_create_session", "kf_close_session", "kf_switch_session"),
    }
)
_VOICE_AS_TEXT_PLEASE = "对不起，我听不懂语音。请把问题打成文字发给我，也可以用键盘上的语音输入。"
_NO_LONGER_TOLD = (
    "你没有同意，或者已经撤回“在公众号里告诉我信用状况”，之前查的结果不再显示。"
    "在“我的信用状况”（/status）里仍可查看。"
)
_SLOWER_PLEASE = "你发得太快了，我一下子答不过来。请过一会儿再发；着急的话，请联系人工。"

logger = logging.getLogger(__name__)


class NotForgotten(Exception):
    """What is held about somebody who left could not all be deleted; WeChat is to tell us again."""


class Conversation(Protocol):
    """Answers people; what is about WeChat's protocol alone never reaches it."""

    def reply_to(self, push: Push) -> Reply | None:
        """Return the reply to a message, to a menu's or a code's `choice`, or to a new follower."""
        ...


class Reception:
    """Takes each push first; `forgetting` are what deletes everything held about an openid (duty D20).

    `may_tell_status` says whether a follower consents, now, to hearing of their status here.
    """

    def __init__(
        self,
        conversation: Conversation,
        speech: Speech,
        limits: SenderLimits,
        events: EventCounts,
        forgetting: Sequence[Callable[[str], None]],
        may_tell_status: Callable[[str], bool],
    ) -> None:
        self._conversation = conversation
        self._speech = speech
        self._limits = limits
        self._events = events
        self._forgetting = forgetting
        self._may_tell_status = may_tell_status

    def answer(self, push: Push) -> list[Part]:
        """Return what to say to the sender, nothing where silence is right. Raises `NotForgotten`."""
        name = push.event if push.kind == "event" else push.kind
        if push.kind in _MESSAGES or (push.kind == "event" and push.event in _ANSWERED):
            return self._answer_person(push)
        if push.kind == "event" and push.event in _LEAVES:
            if not self._is_forgotten(push.person):
                raise NotForgotten
        elif push.kind != "event" or push.event not in _IDLE:
            self._events.note(name)
        return []

    def _answer_person(self, push: Push) -> list[Part]:
        if push.kind == "event" and push.event in _FOLLOWS:
            # Should WeChat never have told us of an earlier leaving, nothing of that time serves this one.
            self._is_forgotten(push.sender)
        verdict = self._limits.judge(push.sender)
        if verdict is Verdict.SILENCE:
            return []
        if verdict is Verdict.TOLD_TO_WAIT:
            return self._speech.parts_of(Reply(_SLOWER_PLEASE))
        if push.kind == "text" and push.text.strip() in MORE_WORDS:
            kept = self._speech.take_kept(push.sender)
            if kept:
                return self._still_told(push.sender, kept)
        parts = self._speech.parts_of(self._converse(push))
        return self._speech.with_late_hint(push.sender, parts)

    def _converse(self, push: Push) -> Reply | None:
        """Let the conversation answer; what WeChat heard in a voice message is text like any other (D17)."""
        if push.kind != "voice":
            return self._conversation.reply_to(push)
        if not push.recognition.strip():
            return Reply(_VOICE_AS_TEXT_PLEASE)
        return self._conversation.reply_to(replace(push, kind="text", text=push.recognition))

    def _still_told(self, openid: str, kept: list[Part]) -> list[Part]:
        """Return what was kept, without what rested on a consent that was taken back meanwhile (rule 1)."""
        if not any(map(tells_status, kept)) or self._may_tell_status(openid):
            return kept
        others = [part for part in kept if not tells_status(part)]
        return [*others, *self._speech.parts_of(Reply(_NO_LONGER_TOLD))]

    def _is_forgotten(self, openid: str) -> bool:
        """Delete all that is held, as much as can be; False where a part of it failed."""
        is_whole = True
        for forget in self._forgetting:
            try:
                forget(openid)
            except (DomainError, RedisError) as trouble:
                is_whole = False
                logger.error("a follower who left is not forgotten: %s", type(trouble).__name__)
        return is_whole
