"""The status policy that everybody may read, as data in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import fields

from backend.platform.clock import city_date
from backend.records.catalogue import Seriousness
from backend.status.policy import LevelId, StatusPolicy
from miniprogram_api.answer_fields import Answer, day, number, part, parts, text, word
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_answer
from miniprogram_api.services import services

room = Room("status-policy", "公开的评价规则 Published status policy", PUBLIC)


class PublishedLevel(Answer):
    """A level; the higher `rank` is the better."""

    id = word(LevelId)
    code = number("What a certificate carries.")
    rank = number("Its place.")
    name_zh = text()
    name_en = text()
    meaning_zh = text()
    meaning_en = text()


class CountingMonths(Answer):
    """The longest that a record counts, in months from the decision."""

    minor = number("Adverse, minor.")
    ordinary = number("Adverse, ordinary.")
    serious = number("Adverse, serious.")
    commendation = number("Commendations.")


class PublishedRule(Answer):
    """The conditions of a level; the first rule that is met decides."""

    level = word(LevelId)
    max_adverse = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={"description": "The most adverse records that count, by seriousness; absent: no limit."},
    )
    min_commendations = number("The fewest commendations that count.")


class PolicyEdition(Answer):
    """One edition of the policy, with the law that it follows."""

    version = text()
    effective_from = day("Its first day.")
    basis_zh = text()
    basis_en = text()
    levels = parts(PublishedLevel)
    counts_at_most_months = part(CountingMonths)
    rules = parts(PublishedRule)


class PolicyAnswer(Answer):
    """Every edition, newest first; a case is judged by the one in force on its day."""

    in_force = text("The version in force today.")
    editions = parts(PolicyEdition)


@room.operation("GET", "/status-policy", Gives(PolicyAnswer, has_tag=True))
def get_status_policy() -> Response:
    """信用状况评价规则 The status policy: levels and rules, no score and no hidden weight"""
    domain = services()
    in_force = domain.policy.status.in_force_on(city_date(domain.ground.clock.now()))
    editions = [_render_edition(edition) for edition in domain.policy.status.editions]
    return cached_answer({"in_force": in_force.version, "editions": editions})


def _render_edition(edition: StatusPolicy) -> dict[str, Any]:
    return {
        "version": edition.version,
        "effective_from": edition.effective_from,
        "basis_zh": edition.basis_zh,
        "basis_en": edition.basis_en,
        "levels": list(edition.levels.values()),
        "counts_at_most_months": {
            **_by_word(edition.adverse_months),
            "commendation": edition.commendation_months,
        },
        "rules": [
            {
                "level": rule.level.id,
                "max_adverse": _by_word(rule.max_adverse),
                "min_commendations": rule.min_commendations,
            }
            for rule in edition.rules
        ],
    }


def _by_word(counts: Mapping[Seriousness, int]) -> dict[str, int]:
    return {seriousness.value: count for seriousness, count in counts.items()}
