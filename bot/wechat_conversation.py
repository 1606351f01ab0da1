"""The engine at WeChat's door: from a push to a turn, and from what is said to a reply."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Protocol

from backend.platform.errors import DomainError
from bot.conversations import Conversations
from bot.turns import Door, Said, Turn
from bot.wechat.push import Push
from bot.wechat.replies import Reply

_WELCOME = (
    "你好，这里是市民诚信卡。\n"
    "可以问我：信用状况、记录、异议、信用修复、信用码、守信激励和市民卡。例如“怎么申请信用修复”。"
)
_TEXT_PLEASE = "目前只能看懂文字和照片。请把问题用文字发给我，例如“怎么申请信用修复”。"
_FOLLOWS = frozenset({"subscribe", "subscribe_scan"})


class Answering(Protocol):
    """Answers turns, as the engine does."""

    def answer(self, turn: Turn) -> Sequence[Said]:
        """Return what is said back; raises `DomainError`."""
        ...


class WeChatConversation:
    """Talks with followers; a photo is fetched from WeChat only where something wants it.

    An official account has no groups: whatever is said is read by the sender alone.
    """

    def __init__(
        self,
        engine: Answering,
        find_citizen: Callable[[str], str | None],
        load_photo: Callable[[str], bytes],
    ) -> None:
        self._engine = engine
        self._find_citizen = find_citizen
        self._load_photo = load_photo

    def reply_to(self, push: Push) -> Reply | None:
        """Return the reply to the sender of `push`, or None where silence is right."""
        if push.kind == "event" and push.event in _FOLLOWS and not push.choice:
            return Reply(_WELCOME)
        if push.kind not in ("text", "image") and not push.choice:
            return None if push.kind == "event" else Reply(_TEXT_PLEASE)
        try:
            return _reply(self._engine.answer(self._turn(push)))
        except DomainError as refusal:
            return Reply(refusal.zh)

    def _turn(self, push: Push) -> Turn:
        is_photo = push.kind == "image"
        return Turn(
            door=Door.WECHAT,
            conversation=push.sender,
            # One account's message ids are not another's, and a request key is kept with the citizen.
            key=f"wx-{hashlib.sha256(f'{push.account}/{push.key}'.encode()).hexdigest()[:48]}",
            text=push.text if push.kind == "text" else "",
            choice=push.choice,
            find_citizen=lambda: self._find_citizen(push.sender),
            load_photo=(lambda: self._load_photo(push.media_id)) if is_photo else None,
        )


def noting_whose(
    conversations: Conversations, find_citizen: Callable[[str], str | None]
) -> Callable[[str], str | None]:
    """Return what finds a follower's citizen, and notes that the conversation is theirs."""

    def find(openid: str) -> str | None:
        citizen_id = find_citizen(openid)
        if citizen_id is not None:
            conversations.note_whose(citizen_id, Door.WECHAT, openid)
        return citizen_id

    return find


def forget_in(conversations: Conversations) -> Callable[[str], None]:
    """Return what deletes a follower's conversation."""
    return lambda openid: conversations.forget(Door.WECHAT, openid)


def telling_status(
    find_citizen: Callable[[str], str | None], require_consent: Callable[[str], None]
) -> Callable[[str], bool]:
    """Return what says whether a follower may be told of their status; in doubt they may not."""

    def may_tell(openid: str) -> bool:
        try:
            citizen_id = find_citizen(openid)
            if citizen_id is not None:
                require_consent(citizen_id)
        except DomainError:
            return False
        return citizen_id is not None

    return may_tell


def _reply(said: Sequence[Said]) -> Reply | None:
    if not said:
        return None
    image = next((one.picture.content for one in said if one.picture), None)
    to_human = any(one.hands_over for one in said)
    tells_status = any(one.tells_status for one in said)
    text = "\n\n".join(one.text for one in said)
    return Reply(text, image=image, to_human=to_human, tells_status=tells_status)
