"""Who looked at the citizen's data, when, and for what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response
from marshmallow import fields
from marshmallow.validate import Range

from backend.audit.models import AccessEntry
from backend.identity.access_tokens import SignedInCitizen
from miniprogram_api.answer_fields import Answer, Body, moment, part, parts, text, texts
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import PREFIX, Gives, Room, Takes
from miniprogram_api.services import services

_PATH = "/me/access-log"
_USUAL_PAGE, _LONGEST_PAGE = 50, 200

room = Room("access-log", "访问记录 Access log", CITIZEN)


class PageQuery(Body):
    """Entries that follow the one whose id is `before`, at most `limit` of them."""

    before = fields.String(load_default=None)
    limit = fields.Integer(load_default=_USUAL_PAGE, validate=Range(1, _LONGEST_PAGE))


class ActorAnswer(Answer):
    """Who did it."""

    kind = text("citizen, merchant, operator, officer, department or system")
    name = text()


class AccessAnswer(Answer):
    """One look at, or act upon, the citizen's data."""

    id = text()
    at = moment("When.")
    reported_at = moment("When we came to know, if only later (an offline scan).", nullable=True)
    actor = part(ActorAnswer)
    merchant_id = text("By which the merchant can be blocked; null of any other actor.", nullable=True)
    action = text(example="certificate.verified")
    purpose = text("The consent it rests on.", nullable=True)
    object = text("The id of what it was about.", nullable=True)
    disclosed = texts("What was shown, by name.")
    outcome = text(nullable=True)


class AccessLogAnswer(Answer):
    """A page of the log, newest first; `next` is the address of the page after it."""

    entries = parts(AccessAnswer)
    next = text(nullable=True)


@room.operation("GET", _PATH, Gives(AccessLogAnswer), Takes(query=PageQuery))
def list_access(caller: SignedInCitizen, page: dict[str, Any]) -> Response:
    """查看谁在什么时候为了什么看过我的信息 See who looked at my data, when, and for what"""
    entries = services().access_log.list_of_citizen(caller.citizen_id, **page)
    return json_answer(
        {
            "entries": [_render_entry(entry) for entry in entries],
            "next": _next_page(entries, page["limit"]),
        }
    )


def _next_page(entries: Sequence[AccessEntry], limit: int) -> str | None:
    if len(entries) < limit:
        return None
    return f"{PREFIX}{_PATH}?{urlencode({'before': entries[-1].id, 'limit': limit})}"


def _render_entry(entry: AccessEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": city_time(entry.occurred_at),
        "merchant_id": entry.actor_id if entry.actor_kind == "merchant" else None,
        "reported_at": city_time(entry.reported_at),
        "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
        "action": entry.action,
        "purpose": entry.purpose,
        "object": entry.object_id,
        "disclosed": entry.disclosed,
        "outcome": entry.outcome,
    }
