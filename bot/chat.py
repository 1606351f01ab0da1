"""The engine at the mini-program's door, `POST /api/v1/chat`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.platform.errors import Invalid
from backend.platform.ids import new_id
from bot.conversations import Conversations
from bot.engine import Engine
from bot.turns import Door, Said, Turn

_CONVERSATION = re.compile(r"cnv_[0-9A-Za-z]{22}")


@dataclass(frozen=True)
class ChatAnswer:
    """What is said back, and the name of the conversation for the next question."""

    conversation: str
    said: Sequence[Said]


class Chat:
    """Talks with whoever signed in about their own, and with anybody else from the articles alone."""

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._engine = engine
        self._conversations = conversations

    def answer(
        self, citizen_id: str | None, conversation: str | None, text: str, request_key: str | None
    ) -> ChatAnswer:
        """Answer a question.

        Raises `Invalid` for a conversation that this service never named, `Unavailable`.
        """
        name = _checked(conversation) or new_id("cnv")
        turn = _turn(citizen_id, name, request_key, text)
        if citizen_id is not None:
            self._conversations.note_whose(citizen_id, turn.door, turn.conversation)
        return ChatAnswer(name, self._engine.answer(turn))

    def judge(self, citizen_id: str | None, conversation: str, *, was_useful: bool) -> bool:
        """Take the judgement of the last answer; False where there is none to judge. Raises as `answer`."""
        turn = _turn(citizen_id, _checked(conversation) or "", None, "")
        return self._engine.judge(turn, was_useful=was_useful)


def _turn(citizen_id: str | None, conversation: str, request_key: str | None, text: str) -> Turn:
    return Turn(
        door=Door.PHONE,
        # With the citizen's id in it, a name that somebody else got hold of opens nothing.
        conversation=f"{citizen_id or 'nobody'}/{conversation}",
        # Hashed: of bounded length, and never the key of another request of the same citizen.
        key=f"chat-{_digest(request_key)}" if request_key else new_id("chat"),
        text=text,
        find_citizen=lambda: citizen_id,
    )


def _digest(request_key: str) -> str:
    return hashlib.sha256(request_key.encode()).hexdigest()[:48]


def _checked(conversation: str | None) -> str | None:
    if conversation is not None and not _CONVERSATION.fullmatch(conversation):
        raise Invalid(
            "conversation-unknown",
            zh="没有这个会话。第一次提问不用填 conversation，之后用上一次答复里的。",
            en="There is no such conversation; leave it out at first, then send the one of the last answer.",
        )
    return conversation
