"""Being told in WeChat: which messages there are, where to, and how many the citizen permitted there."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length, OneOf

from backend.identity.access_tokens import SignedInCitizen
from backend.notifications.push.service import Answer as Said
from backend.notifications.push.service import PushView, TemplateView
from miniprogram_api.answer_fields import Answer, Body, flag, moment, number, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import idempotency_key
from miniprogram_api.services import services

room = Room("push", "微信提醒 Messages in WeChat", CITIZEN)


class FreshCode(Body):
    """A fresh code of `wx.login`, of the WeChat that is signed in: it alone says where to write to."""

    code = fields.String(required=True, validate=Length(1, 256))


class SaidInWeChat(Body):
    """What `wx.requestSubscribeMessage` gave back for the template's id."""

    answer = fields.String(required=True, validate=OneOf([one.value for one in Said]))


class PushKindAnswer(Answer):
    """A kind of message, and what the citizen permitted of it."""

    id = text(example="result")
    title = text()
    template_id = text("What `wx.requestSubscribeMessage` is asked with, in `tmplIds`.")
    is_long_term = flag("One acceptance is for good; otherwise it is for one message.")
    left = number("How many messages are still permitted; 1 where it is for good.")
    answer = word(Said, "What the citizen last said.", nullable=True)
    answered_at = moment("When.", nullable=True)


class PushAnswer(Answer):
    """Whether the citizen is told in WeChat, and each kind of message that the city offers."""

    is_on = flag("The consent stands, it is known where to write to, and there is no pause.")
    templates = parts(PushKindAnswer)


@room.operation("GET", "/me/push", Gives(PushAnswer))
def get_push(caller: SignedInCitizen) -> Response:
    """查看微信提醒：有哪几类，还能收几次 See which messages there are, and how many I permitted"""
    return _answer(services().push.service.view(caller.citizen_id))


@room.operation("PUT", "/me/push", Gives(PushAnswer, refuses=(403, 409, 503)), Takes(FreshCode))
def begin_push(caller: SignedInCitizen, body: dict[str, str]) -> Response:
    """开通微信提醒（先同意“在微信里提醒我”） Begin: where I can be written to, after the consent"""
    return _answer(services().push.service.begin(caller.citizen_id, body["code"]))


@room.operation(
    "POST",
    "/me/push/<template>",
    Gives(PushKindAnswer, refuses=(403,)),
    Takes(SaidInWeChat, request_key=True),
)
def note_push_answer(caller: SignedInCitizen, body: dict[str, str], template: str) -> Response:
    """记下我在微信里的选择，同意一次收一条 Note what I said in WeChat; one acceptance is for one message"""
    view = services().push.service.note_answer(
        caller.citizen_id, template, Said(body["answer"]), idempotency_key()
    )
    return json_answer(_render(view, asked_language()))


def _answer(view: PushView) -> Response:
    language = asked_language()
    templates = [_render(one, language) for one in view.templates]
    return json_answer({"is_on": view.is_on, "templates": templates})


def _render(view: TemplateView, language: Language) -> dict[str, Any]:
    template = view.template
    return {
        "id": template.id,
        "title": language.pick(template.title_zh, template.title_en),
        "template_id": view.template_id,
        "is_long_term": template.is_long_term,
        "left": view.left,
        "answer": view.answer,
        "answered_at": city_time(view.answered_at),
    }
