"""What answers show of a record alike, whoever asks: its item, its source, its details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from backend.records.catalogue import CatalogueItem, Department
from backend.records.importing.fields import DETAIL_FIELDS, RECORD_FIELDS, Field, Holds
from backend.records.models import CreditRecord
from miniprogram_api.answer_fields import Answer, text
from miniprogram_api.language import Language

_UNIT_OF_DELIVERY = "（万元）"


class DepartmentAnswer(Answer):
    """The source department of a record."""

    code = text()
    name = text(nullable=True)


class DetailAnswer(Answer):
    """One detail of the decision."""

    field = text("Stable; ends in `_fen` where the value is an amount.", example="fine_fen")
    zh = text("Its heading, without a unit.", example="罚款金额")
    value = fields.Raw(
        required=True,
        metadata={
            "description": "A text, a date as ISO 8601, or an amount in whole fen.",
            "oneOf": [{"type": "string"}, {"type": "integer"}],
        },
    )


def render_source(
    record: CreditRecord, item: CatalogueItem | None, department: Department | None, language: Language
) -> dict[str, Any]:
    """Return the item and the department by id and name; what is no longer published has no name."""
    return {
        "item": {
            "id": record.item_id,
            "name": language.pick(item.name_zh, item.name_en) if item else None,
        },
        "department": {
            "code": record.department,
            "name": language.pick_name(department.name_zh, department.name_en) if department else None,
        },
    }


def render_details(details: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return the details in their order, each with the first of its Chinese headings."""
    return [
        {"field": key, "zh": language.write(_HEADINGS.get(key, key)), "value": value}
        for key, value in details.items()
    ]


def _heading_of(field: Field) -> str:
    heading = field.headings[0]
    # Departments deliver 万元; what is shown here is fen.
    return heading.removesuffix(_UNIT_OF_DELIVERY) if field.holds is Holds.AMOUNT else heading


_HEADINGS = {field.key: _heading_of(field) for field in (*RECORD_FIELDS, *DETAIL_FIELDS)}
