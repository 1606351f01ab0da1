"""Figures of disputes and repairs for everybody, by quarter and kind of record."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields

from backend.records.catalogue import Catalogue
from backend.redress.figures import FigureLine, Figures
from miniprogram_api.answer_fields import Answer, Body, Named, number, part, parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("redress-figures", "异议和修复统计 Figures of disputes and repairs", PUBLIC)


class QuarterQuery(Body):
    """A quarter that is over; without it the last one."""

    quarter = fields.String(load_default=None)


class FigureLineAnswer(Answer):
    """One kind of record; null is all other kinds together."""

    item = part(Named, nullable=True)
    decided = number("Cases decided.")
    upheld = number("Of them upheld, also in part, or granted; null where too small.", nullable=True)
    median_working_days = number("Half of them took no longer.")


class FiguresAnswer(Answer):
    """One kind of case; null and empty where fewer than five were decided."""

    decided = number("Cases decided.", nullable=True)
    upheld = number("Of them upheld; null where a line keeps its own back.", nullable=True)
    median_working_days = number("Half of them took no longer.", nullable=True)
    lines = parts(FigureLineAnswer)


class QuarterAnswer(Answer):
    """The figures of a quarter."""

    quarter = text(example="2026Q3")
    disputes = part(FiguresAnswer)
    repairs = part(FiguresAnswer)


@room.operation("GET", "/redress/figures", Gives(QuarterAnswer), Takes(query=QuarterQuery))
def get_redress_figures(query: dict[str, str | None]) -> Response:
    """异议和修复的公开统计 Figures of disputes and repairs; counts under five are not told"""
    domain, language = services(), asked_language()
    found = domain.redress.figures.read(query["quarter"])
    catalogue = domain.policy.catalogue
    return json_answer(
        {
            "quarter": found.quarter,
            "disputes": _render(found.disputes, catalogue, language),
            "repairs": _render(found.repairs, catalogue, language),
        }
    )


def _render(figures: Figures, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    return {
        "decided": figures.decided,
        "upheld": figures.upheld,
        "median_working_days": figures.median_working_days,
        "lines": [_render_line(line, catalogue, language) for line in figures.lines],
    }


def _render_line(line: FigureLine, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    return {
        "item": _named(line.item_id, catalogue, language),
        "decided": line.decided,
        "upheld": line.upheld,
        "median_working_days": line.median_working_days,
    }


def _named(item_id: str | None, catalogue: Catalogue, language: Language) -> dict[str, str | None] | None:
    if item_id is None:
        return None
    item = catalogue.find_item(item_id)
    return {"id": item_id, "name": language.pick(item.name_zh, item.name_en) if item else None}
