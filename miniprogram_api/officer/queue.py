"""The queue of the desk, the earliest deadline first, and what an officer has done; nobody is searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length, Range

from backend.officers.sessions import SignedInOfficer
from backend.redress.case_views import QueueEntry
from backend.redress.desk import DeskOfficer
from backend.redress.events import CaseKind, State
from miniprogram_api.answer_fields import Answer, Body, Named, flag, moment, number, part, parts, text, word
from miniprogram_api.authentication import OFFICER
from miniprogram_api.citizen.case_answers import DeadlineAnswer, render_deadline, say
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.officer.case_answers import ColleagueAnswer, Reader
from miniprogram_api.officer.desk_officer import at_the_desk, reader_of
from miniprogram_api.operations import PREFIX, Gives, Room, Takes
from miniprogram_api.record_answers import DepartmentAnswer
from miniprogram_api.services import services

_PATH = "/officer/cases"
_USUAL_PAGE, _LONGEST_PAGE = 50, 200

room = Room("officer-queue", "经办人待办 The officers' queue", OFFICER)


class QueueQuery(Body):
    """Which of the cases that wait; those after the one whose number is `after`, at most `limit`.

    With `done` those that the officer had a part in and that wait no more, the latest decision first; of the
    rest `kind` alone narrows these.
    """

    kind = fields.Enum(CaseKind, by_value=True, load_default=None)
    state = fields.Enum(State, by_value=True, load_default=None)
    overdue = fields.Boolean(load_default=False)
    mine = fields.Boolean(load_default=False)
    done = fields.Boolean(load_default=False)
    after = fields.String(load_default=None, validate=Length(1, 40))
    limit = fields.Integer(load_default=_USUAL_PAGE, validate=Range(1, _LONGEST_PAGE))


class QueueEntryAnswer(Answer):
    """A case in the queue: nothing in it names a person."""

    version = number("Of the case.")
    number = text()
    kind = word(CaseKind)
    state = word(State)
    state_text = text()
    item = part(Named)
    department = part(DepartmentAnswer)
    reason = text("What is said to be wrong, or the way of the repair.")
    opened_at = moment("When.")
    deadline = part(DeadlineAnswer, nullable=True)
    is_serious = flag("Granting its repair needs a second officer.")
    is_escalated = flag("It is late and was reported.")
    assigned_to = part(ColleagueAnswer, nullable=True)


class QueueAnswer(Answer):
    """A page of the queue; `next` is the address of the page after it."""

    cases = parts(QueueEntryAnswer)
    next = text(nullable=True)


@room.operation("GET", _PATH, Gives(QueueAnswer, refuses=(404, 409)), Takes(query=QueueQuery))
def list_desk_cases(caller: SignedInOfficer, query: dict[str, Any]) -> Response:
    """查看待办案件，期限最早的在前 See what waits for an officer, the earliest deadline first"""
    entries = _find_entries(at_the_desk(caller), **query)
    reader = reader_of(caller, [entry.assigned_to for entry in entries])
    return json_answer(
        {
            "cases": [_render_entry(entry, reader) for entry in entries],
            "next": _next_page(entries, query),
        }
    )


def _find_entries(officer: DeskOfficer, *, done: bool, **query: Any) -> Sequence[QueueEntry]:
    redress = services().redress
    if not done:
        return redress.desk.list_queue(officer, **query)
    return redress.done.list_own(officer, **{name: query[name] for name in ("kind", "after", "limit")})


def _next_page(entries: Sequence[QueueEntry], query: dict[str, Any]) -> str | None:
    if len(entries) < query["limit"]:
        return None
    asked = {name: str(value) for name, value in query.items() if value not in (None, False)}
    return f"{PREFIX}{_PATH}?{urlencode(asked | {'after': entries[-1].number})}"


def _render_entry(entry: QueueEntry, reader: Reader) -> dict[str, Any]:
    catalogue, language = services().policy.catalogue, asked_language()
    item, department = catalogue.find_item(entry.item_id), catalogue.departments.get(entry.department)
    return {
        "version": entry.version,
        "number": entry.number,
        "kind": entry.kind,
        "state": entry.state,
        "state_text": say(entry.state_said, language),
        "item": {
            "id": entry.item_id,
            "name": language.pick(item.name_zh, item.name_en) if item else None,
        },
        "department": {
            "code": entry.department,
            "name": language.pick_name(department.name_zh, department.name_en) if department else None,
        },
        "reason": entry.reason,
        "opened_at": city_time(entry.opened_at),
        "deadline": render_deadline(entry.deadline, language),
        "is_serious": entry.is_serious,
        "is_escalated": entry.is_escalated,
        "assigned_to": reader.colleague(entry.assigned_to),
    }
