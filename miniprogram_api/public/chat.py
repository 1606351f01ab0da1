"""The bot in the mini-program: anybody may ask, whoever is signed in may ask about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from flask import Response, current_app
from marshmallow import fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.platform.errors import Unavailable
from miniprogram_api.answer_fields import Answer, Body, flag, parts, text, texts
from miniprogram_api.authentication import ANYONE_OR_CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key

CHAT_EXTENSION = "citizen_card_chat"
_LONGEST_TEXT, _LONGEST_NAME = 2000, 40

room = Room("chat", "问答 Chat", ANYONE_OR_CITIZEN)


class Shown(Protocol):
    """A picture, and where the same is fetched by whoever signed in."""

    @property
    def path(self) -> str:
        """Return its path at this service."""
        ...


class SaidBack(Protocol):
    """One message of the bot."""

    @property
    def text(self) -> str:
        """Return what it says."""
        ...

    @property
    def is_personal(self) -> bool:
        """Tell whether it is about the person alone."""
        ...

    @property
    def choices(self) -> tuple[str, ...]:
        """Return what may be answered."""
        ...

    @property
    def picture(self) -> Shown | None:
        """Return the picture that is shown with it, or None."""
        ...

    @property
    def upload_path(self) -> str | None:
        """Return where to send the file that it asks for, or None."""
        ...

    @property
    def hands_over(self) -> bool:
        """Tell whether a human shall answer from here."""
        ...


class ChatTurn(Protocol):
    """What the bot said, and the name of the conversation."""

    @property
    def conversation(self) -> str:
        """Return the name to send with the next question."""
        ...

    @property
    def said(self) -> Sequence[SaidBack]:
        """Return the messages."""
        ...


class Chatting(Protocol):
    """The bot, as this door knows it."""

    def answer(
        self, citizen_id: str | None, conversation: str | None, text: str, request_key: str | None
    ) -> ChatTurn:
        """Answer a question; raises `DomainError`."""
        ...

    def judge(self, citizen_id: str | None, conversation: str, *, was_useful: bool) -> bool:
        """Take the judgement of the last answer; False where there is none. Raises `DomainError`."""
        ...


class NoChat:
    """Stands where no bot was handed in."""

    def answer(self, *_told: object) -> ChatTurn:
        """Say that there is none."""
        raise _no_chat()

    def judge(self, *_told: object, was_useful: bool) -> bool:
        """Say that there is none."""
        raise _no_chat()


class QuestionBody(Body):
    """A question, and the conversation that it goes on with."""

    text = fields.String(required=True, validate=Length(1, _LONGEST_TEXT))
    conversation = fields.String(load_default=None, allow_none=True, validate=Length(1, _LONGEST_NAME))


class ChatMessageAnswer(Answer):
    """One message of the bot."""

    choices = texts("What may be answered: by the number, counted from one, or by the words.")
    image = text("Where the picture is that belongs to it, for whoever is signed in.", nullable=True)
    upload_to = text("Where to send the file that it asks for, as a form with one `file`.", nullable=True)
    personal = flag("Whether it is about the person alone, so that a client keeps it nowhere.")
    to_human = flag("Whether a human shall answer from here; the text says where.")
    text = text()


class ChatAnswer(Answer):
    """What the bot says. `conversation` is sent with the next question; it is kept for 30 minutes."""

    conversation = text(example="cnv_5oTWk2kPTl0BqQ6sZrV0aE")
    messages = parts(ChatMessageAnswer)


class JudgementBody(Body):
    """Whether the last answer of a conversation was of use."""

    conversation = fields.String(required=True, validate=Length(1, _LONGEST_NAME))
    useful = fields.Boolean(required=True)


class JudgementAnswer(Answer):
    """What became of a judgement."""

    noted = flag("False where there was no answer to judge.")


@room.operation("POST", "/chat", Gives(ChatAnswer, refuses=(503,)), Takes(QuestionBody, request_key=True))
def ask_bot(caller: SignedInCitizen | None, body: dict[str, Any]) -> Response:
    """向机器人提问，登录后可问自己的事 Ask the bot; signed in (Bearer, optional) also about oneself"""
    turn = _chat().answer(
        caller.citizen_id if caller else None,
        body["conversation"],
        body["text"],
        idempotency_key(),
    )
    language = asked_language()
    messages = [_render(message, language) for message in turn.said]
    return json_answer({"conversation": turn.conversation, "messages": messages})


@room.operation("POST", "/chat/feedback", Gives(JudgementAnswer, refuses=(503,)), Takes(JudgementBody))
def judge_answer(caller: SignedInCitizen | None, body: dict[str, Any]) -> Response:
    """说上一个回答有没有用，不留个人信息 Say whether the last answer was of use; nothing personal is kept"""
    noted = _chat().judge(
        caller.citizen_id if caller else None,
        body["conversation"],
        was_useful=body["useful"],
    )
    return json_answer({"noted": noted})


def _chat() -> Chatting:
    found: Chatting = current_app.extensions[CHAT_EXTENSION]
    return found


def _render(message: SaidBack, language: Language) -> dict[str, Any]:
    # What is about the person may hold names, which stay as they are; so all of it does.
    write = Language.CHINESE.write if message.is_personal else language.write
    return {
        "text": write(message.text),
        "choices": list(write(message.choices)),
        "image": message.picture.path if message.picture else None,
        "upload_to": message.upload_path,
        "personal": message.is_personal,
        "to_human": message.hands_over,
    }


def _no_chat() -> Unavailable:
    return Unavailable(
        "chat-away", zh="问答暂时不可用，请稍后再试。", en="The chat is away; please try again later."
    )
