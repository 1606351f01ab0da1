"""What citizens may ask of their own data: a copy, a pause, and the end of their account."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.identity.access_tokens import SignedInCitizen
from backend.rights.foresight import Foresight
from miniprogram_api.answer_fields import Answer, Body, moment, number, part, parts, text
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("rights", "我的信息权利 My rights", CITIZEN)

_ZIP = "application/zip"
_ARCHIVE = Gives({"type": "string", "format": "binary"}, content_type=_ZIP, refuses=(403,))
_ALREADY_GONE = (
    "账户已注销，所有设备已退出。其余内容正在清除；再次登录会是一个新的空账户。",
    "Your account is closed, every device signed out. The rest is being erased; a new sign-in begins anew.",
)


class ConfirmationQuery(Body):
    """`confirm` is the `confirmation` of the list in `GET /me/deletion`, which shows what would go."""

    confirm = fields.String(required=True, validate=Length(1, 64))


class PauseAnswer(Answer):
    """The pause."""

    paused_since = moment("Since when nothing is derived.")


class GoingAnswer(Answer):
    """Something that goes."""

    id = text(example="identity")
    what = text()


class StayingAnswer(Answer):
    """Something that stays, and why."""

    id = text(example="access_log")
    what = text()
    until = text("Until when.")
    basis = text("By which law.")


class InForceAnswer(Answer):
    """How much of each a deletion would end now."""

    consents = number("Consents given.")
    certificates = number("Printed certificates that are good.")
    perks = number("Perks in force.")
    cards = number("Linked cards.")
    cases = number("Disputes and repairs in progress, which would count as withdrawn.")


class ForesightAnswer(Answer):
    """What a deletion would end and leave; `confirmation` confirms this list alone."""

    version = text("Of the list.")
    goes = parts(GoingAnswer)
    stays = parts(StayingAnswer)
    in_force = part(InForceAnswer)
    advice = text("What to do before.")
    confirmation = text("To be sent as `confirm` of DELETE /me.")


class DeletionAnswer(Answer):
    """The account is closed; the worker erases what is left."""

    closed_at = moment("From then on nobody is signed in to it.")
    message = text()


@room.operation("GET", "/me/export", _ARCHIVE)
def export_my_data(caller: SignedInCitizen) -> Response:
    """导出我的数据（一天三次） A copy of all that is held of me: JSON and a readable page, in a ZIP"""
    pieces = services().rights.export.make(caller)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return Response(pieces, content_type=_ZIP, headers=headers)


@room.operation("GET", "/me/deletion", Gives(ForesightAnswer))
def foresee_deletion(caller: SignedInCitizen) -> Response:
    """注销前先看：删什么、依法留什么、留到什么时候 What a deletion would end, and what the law keeps"""
    return json_answer(_render_foresight(services().rights.deletion.foresee(caller.citizen_id)))


@room.operation(
    "DELETE", "/me", Gives(DeletionAnswer, 202, refuses=(403, 409)), Takes(query=ConfirmationQuery)
)
def delete_me(caller: SignedInCitizen, query: dict[str, str]) -> Response:
    """注销账户，马上生效 Delete my account, at once, after having seen the list"""
    closed_at = services().rights.deletion.ask(caller, query["confirm"])
    answer = {"closed_at": city_time(closed_at), "message": asked_language().pick(*_ALREADY_GONE)}
    return json_answer(answer, 202)


@room.operation("PUT", "/me/pause", Gives(PauseAnswer))
def pause_me(caller: SignedInCitizen) -> Response:
    """暂停使用我的信息：不评价、不核验、不发激励，什么都不删 Pause: nothing derived, nothing deleted"""
    return json_answer({"paused_since": city_time(services().rights.pause.begin(caller.citizen_id))})


@room.operation("DELETE", "/me/pause", Gives(None, 204))
def resume_me(caller: SignedInCitizen) -> Response:
    """恢复使用我的信息 Resume"""
    services().rights.pause.end(caller.citizen_id)
    return empty_answer()


def _render_foresight(foresight: Foresight) -> dict[str, Any]:
    pick, rules = asked_language().pick, foresight.rules
    return {
        "version": rules.version,
        "goes": [{"id": one.id, "what": pick(one.zh, one.en)} for one in rules.goes],
        "stays": [
            {
                "id": one.id,
                "what": pick(one.zh, one.en),
                "until": pick(one.until_zh, one.until_en),
                "basis": pick(one.basis_zh, one.basis_en),
            }
            for one in rules.stays
        ],
        "in_force": asdict(foresight.in_force),
        "advice": pick(
            "注销以后就不能再导出了。需要留底的，请先导出我的数据。",
            "After the deletion nothing can be exported. If you need a copy, please make it first.",
        ),
        "confirmation": foresight.confirmation,
    }
