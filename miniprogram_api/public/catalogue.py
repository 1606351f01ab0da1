"""The record catalogue that everybody may read, as data in both languages."""

from __future__ import annotations

from flask import Response

from backend.records.catalogue import (
    DoublePublicity,
    Polarity,
    RepairRoute,
    Seriousness,
    SubjectKind,
    UpdateCycle,
)
from miniprogram_api.answer_fields import Answer, day, flag, number, part, parts, text, word
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.operations import Gives, Room
from miniprogram_api.public.cached_answers import cached_answer
from miniprogram_api.services import services

room = Room("catalogue", "公开的目录 Published catalogue", PUBLIC)


class PublishedDepartment(Answer):
    """A source department."""

    code = text()
    name_zh = text()
    name_en = text()


class PublishedCategory(Answer):
    """A kind of the national basic catalogue."""

    id = text()
    name_zh = text()
    name_en = text()


class PublicationMonths(Answer):
    """How long an adverse record is published, in months."""

    min_months = number("Repair may be asked for after these.")
    max_months = number("The publication ends after these.")


class PublishedItem(Answer):
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
    double_publicity = word(DoublePublicity, nullable=True)
    publishes_representative = flag("The law publishes the legal representative's name with it.")


class CatalogueAnswer(Answer):
    """The edition of the catalogue in force."""

    version = text()
    effective_from = day("Its first day.")
    departments = parts(PublishedDepartment)
    categories = parts(PublishedCategory)
    items = parts(PublishedItem)


@room.operation("GET", "/catalogue", Gives(CatalogueAnswer, has_tag=True))
def get_catalogue() -> Response:
    """公共信用目录 The catalogue: which records may count, by which law, for how long"""
    catalogue = services().policy.catalogue
    return cached_answer(
        {
            "version": catalogue.version,
            "effective_from": catalogue.effective_from,
            "departments": list(catalogue.departments.values()),
            "categories": list(catalogue.categories.values()),
            "items": list(catalogue.items.values()),
        }
    )
