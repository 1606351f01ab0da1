"""The citizen's status with the reason for every line of it."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.records.catalogue import Catalogue
from backend.status.policy import LevelId
from backend.status.report import Improvement, ImprovementCode, LineReason, RecordLine, StatusReport
from miniprogram_api.answer_fields import Answer, Named, day, flag, number, part, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import iso_day
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("status", "信用状况 Status", CITIZEN)


class LevelAnswer(Answer):
    """A level of the published policy."""

    id = word(LevelId)
    code = number("What a certificate carries.")
    name = text()
    meaning = text()


class LineAnswer(Answer):
    """One record and its part in the level."""

    record = text("The record's id.")
    item = part(Named)
    counts = flag("It has a part in the level.")
    reason = word(LineReason)
    why = text()
    until = day("Last day on which it counts or counted; first day for `not_yet`.", nullable=True)


class ImprovementAnswer(Answer):
    """Something that would raise the level."""

    code = word(ImprovementCode)
    on = day("The first day on which it happens or can be asked for.", nullable=True)
    record = text("The record concerned.", nullable=True)
    text = text()


class StatusAnswer(Answer):
    """The status on a day, and the editions that it follows from."""

    level = part(LevelAnswer)
    policy_version = text()
    catalogue_version = text()
    evaluated_on = day("The city's date.")
    records = parts(LineAnswer)
    improvements = parts(ImprovementAnswer)


@room.operation("GET", "/me/status", Gives(StatusAnswer, refuses=(403,)))
def get_status(caller: SignedInCitizen) -> Response:
    """查看我的信用状况和每一条理由 See my status, why, and what would raise it"""
    domain = services()
    report = domain.status.view(caller.citizen_id)
    return json_answer(render_status(report, domain.policy.catalogue, asked_language()))


def render_status(report: StatusReport, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """Return the report as `StatusAnswer` says; by hand, since a schema would cost more than the rest."""
    level = report.level
    return {
        "level": {
            "id": level.id,
            "code": level.code,
            "name": language.pick(level.name_zh, level.name_en),
            "meaning": language.pick(level.meaning_zh, level.meaning_en),
        },
        "policy_version": report.policy_version,
        "catalogue_version": report.catalogue_version,
        "evaluated_on": report.evaluated_on.isoformat(),
        "records": [_render_line(line, catalogue, language) for line in report.lines],
        "improvements": [_render_improvement(improvement, language) for improvement in report.improvements],
    }


def _render_line(line: RecordLine, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    item = catalogue.find_item(line.item_id)
    return {
        "record": line.record_id,
        "item": {"id": line.item_id, "name": language.pick(item.name_zh, item.name_en) if item else None},
        "counts": line.counts,
        "reason": line.reason,
        "why": language.pick(line.zh, line.en),
        "until": iso_day(line.until),
    }


def _render_improvement(improvement: Improvement, language: Language) -> dict[str, Any]:
    return {
        "code": improvement.code,
        "text": language.pick(improvement.zh, improvement.en),
        "on": iso_day(improvement.on),
        "record": improvement.record_id,
    }
