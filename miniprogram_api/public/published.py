"""The rules that everybody may read, as data in both languages: the catalogue and the status policy."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import Schema, fields

from backend.platform.clock import city_date
from backend.records.catalogue import Polarity, RepairRoute, Seriousness, SubjectKind, UpdateCycle
from backend.status.policy import LevelId, StatusPolicy
from miniprogram_api.answer_fields import day, flag, number, part, parts, text, word
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

_CACHED_SECONDS = 300

room = Room("published", "公开的规则 Published rules", PUBLIC)


class PublishedDepartment(Schema):
    """A source department."""

    code = text()
    name_zh = text()
    name_en = text()


class PublishedCategory(Schema):
    """A kind of the national basic catalogue."""

    id = text()
    name_zh = text()
    name_en = text()


class PublicationMonths(Schema):
    """How long an adverse record is published, in months."""

    min_months = number("Repair may be asked for after these.")
    max_months = number("The publication ends after these.")


class PublishedItem(Schema):
    """A kind of record that may be held about a person; no other counts."""

    id = text()
    department = text("Its code.")
    category = text("Its id.")
    name_zh = text()
    name_en = text()
    subject_kind = word(SubjectKind)
    polarity = word(Polarity)
    seriousness = word(Seriousness, nullable=True)
    legal_basis = text()
    legal_basis_en = text()
    basis_verified = flag("Somebody read every provision that is cited.")
    counts_months = number("From the decision, where the item itself limits it.", nullable=True)
    publication = part(PublicationMonths, nullable=True)
    repair_route = word(RepairRoute, nullable=True)
    retention_months = number("From the last day in force until deletion.")
    update_cycle = word(UpdateCycle)


class CatalogueAnswer(Schema):
    """The edition of the catalogue in force."""

    version = text()
    effective_from = day("Its first day.")
    departments = parts(PublishedDepartment)
    categories = parts(PublishedCategory)
    items = parts(PublishedItem)


class PublishedLevel(Schema):
    """A level; the higher `rank` is the better."""

    id = word(LevelId)
    code = number("What a certificate carries.")
    rank = number("Its place.")
    name_zh = text()
    name_en = text()
    meaning_zh = text()
    meaning_en = text()


class CountingMonths(Schema):
    """The longest that a record counts, in months from the decision."""

    minor = number("Adverse, minor.")
    ordinary = number("Adverse, ordinary.")
    serious = number("Adverse, serious.")
    commendation = number("Commendations.")


class PublishedRule(Schema):
    """The conditions of a level; the first rule that is met decides."""

    level = word(LevelId)
    max_adverse = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "The most adverse records that count, by seriousness; absent: no limit."},
    )
    min_commendations = number("The fewest commendations that count.")


class PolicyEdition(Schema):
    """One edition of the policy, with the law that it follows."""

    version = text()
    effective_from = day("Its first day.")
    basis_zh = text()
    basis_en = text()
    levels = parts(PublishedLevel)
    counts_at_most_months = part(CountingMonths)
    rules = parts(PublishedRule)


class PolicyAnswer(Schema):
    """Every edition, newest first; a case is judged by the one in force on its day."""

    in_force = text("The version in force today.")
    editions = parts(PolicyEdition)


@room.operation("GET", "/catalogue", Gives(CatalogueAnswer))
def get_catalogue() -> Response:
    """公共信用目录 The catalogue: which records may count, by which law, for how long"""
    catalogue = services().policy.catalogue
    return _cached(
        {
            "version": catalogue.version,
            "effective_from": catalogue.effective_from,
            "departments": list(catalogue.departments.values()),
            "categories": list(catalogue.categories.values()),
            "items": list(catalogue.items.values()),
        }
    )


@room.operation("GET", "/status-policy", Gives(PolicyAnswer))
def get_status_policy() -> Response:
    """信用状况评价规则 The status policy: levels and rules, no score and no hidden weight"""
    the = services()
    in_force = the.policy.status.in_force_on(city_date(the.ground.clock.now()))
    editions = [_render_edition(edition) for edition in the.policy.status.editions]
    return _cached({"in_force": in_force.version, "editions": editions})


def _render_edition(edition: StatusPolicy) -> dict[str, Any]:
    return {
        "version": edition.version,
        "effective_from": edition.effective_from,
        "basis_zh": edition.basis_zh,
        "basis_en": edition.basis_en,
        "levels": list(edition.levels.values()),
        "counts_at_most_months": {**edition.adverse_months, "commendation": edition.commendation_months},
        "rules": [
            {
                "level": rule.level.id,
                "max_adverse": dict(rule.max_adverse),
                "min_commendations": rule.min_commendations,
            }
            for rule in edition.rules
        ],
    }


def _cached(data: dict[str, Any]) -> Response:
    """Answer with a tag, so that a client which has this edition already is told so in a few bytes."""
    answer = json_answer(data)
    answer.headers["Cache-Control"] = f"public, max-age={_CACHED_SECONDS}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
