"""Organisations, by credit code or exact name, with what the law publishes about them."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.records.catalogue import Polarity
from backend.records.models import Organisation
from backend.records.organisations import PublicRecord
from miniprogram_api.answer_fields import Answer, Body, Named, day, part, parts, text, word
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import iso_day
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.record_answers import DepartmentAnswer, DetailAnswer, render_details, render_source
from miniprogram_api.services import services

_LONGEST_NAME = 200

room = Room("organisations", "法人和其他组织 Organisations", PUBLIC)


class NameQuery(Body):
    """The whole name, as it is registered."""

    name = fields.String(required=True, validate=Length(1, _LONGEST_NAME))


class OrganisationNamed(Answer):
    """An organisation; its own address ends in `code`."""

    code = text("The unified social credit code (GB 32100).")
    name = text()
    representative = text("The name that the law publishes with the registration.", nullable=True)


class OrganisationsAnswer(Answer):
    """The organisations of exactly this name."""

    organisations = parts(OrganisationNamed)


class PublicRecordAnswer(Answer):
    """A record that is public today."""

    item = part(Named)
    department = part(DepartmentAnswer)
    polarity = word(Polarity)
    document_number = text()
    title = text()
    decided_on = day("The day of the decision.")
    until = day("The last day on which it is shown, null where nothing ends it.", nullable=True)
    details = parts(DetailAnswer)


class OrganisationAnswer(OrganisationNamed):
    """An organisation with its public records, newest first."""

    records = parts(PublicRecordAnswer)


@room.operation("GET", "/organisations", Gives(OrganisationsAnswer), Takes(query=NameQuery))
def list_organisations(query: dict[str, str]) -> Response:
    """按完整名称查法人和其他组织 Find organisations by their whole name"""
    found = services().organisations.list_by_name(query["name"])
    return json_answer({"organisations": [_render_named(organisation) for organisation in found]})


@room.operation("GET", "/organisations/<code>", Gives(OrganisationAnswer, refuses=(422,)))
def get_organisation(code: str) -> Response:
    """按统一社会信用代码查依法公开的信息 See what the law publishes about an organisation"""
    language = asked_language()
    view = services().organisations.get(code)
    records = [_render_record(record, language) for record in view.records]
    return json_answer({**_render_named(view.organisation), "records": records})


def _render_named(organisation: Organisation) -> dict[str, str | None]:
    return {
        "code": organisation.code,
        "name": organisation.name,
        "representative": organisation.representative,
    }


def _render_record(public: PublicRecord, language: Language) -> dict[str, Any]:
    record, item = public.record, public.item
    return {
        **render_source(record, item, public.department, language),
        "polarity": item.polarity,
        "document_number": record.document_number,
        "title": record.title,
        "decided_on": iso_day(record.decided_on),
        "until": iso_day(public.until),
        "details": render_details(public.details, language),
    }
