"""Words in which answers are documented: every field is there in each answer, some may be null."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, datetime
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, fields, validate


class Body(Schema):
    """A request body or query that takes no field it does not name."""

    class Meta:
        unknown = RAISE


class AskedMoment(fields.AwareDateTime):
    """A moment in a request; of the first and the last year there is, some zones know no such day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment: datetime = super()._deserialize(value, attr, data, **kwargs)
        if not MINYEAR < moment.year < MAXYEAR:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return moment


class Answer(Schema):
    """An answer, or a part of one; it may grow by further members."""

    class Meta:
        unknown = EXCLUDE


class Named(Answer):
    """Something with an id and a name in the language asked for."""

    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


def text(meaning: str = "", *, nullable: bool = False, example: str | None = None) -> fields.String:
    """Document a text."""
    facts = {"description": meaning, "example": example}
    return fields.String(
        required=True, allow_none=nullable, metadata={name: fact for name, fact in facts.items() if fact}
    )


def word(kinds: type[StrEnum], meaning: str = "", *, nullable: bool = False) -> fields.String:
    """Document a word of a closed list."""
    choices: list[str | None] = [kind.value for kind in kinds]
    return fields.String(
        required=True,
        allow_none=nullable,
        validate=validate.OneOf([*choices, None] if nullable else choices),
        metadata={"description": meaning},
    )


def moment(meaning: str, *, nullable: bool = False) -> fields.AwareDateTime:
    """Document a moment, ISO 8601 on the city's clock."""
    return fields.AwareDateTime(required=True, allow_none=nullable, metadata={"description": meaning})


def day(meaning: str, *, nullable: bool = False) -> fields.Date:
    """Document a date."""
    return fields.Date(required=True, allow_none=nullable, metadata={"description": meaning})


def flag(meaning: str, *, nullable: bool = False) -> fields.Boolean:
    """Document a yes or no."""
    return fields.Boolean(required=True, allow_none=nullable, metadata={"description": meaning})


def number(meaning: str, *, nullable: bool = False) -> fields.Integer:
    """Document a whole number."""
    return fields.Integer(required=True, allow_none=nullable, metadata={"description": meaning})


def part(schema: type[Schema], meaning: str = "", *, nullable: bool = False) -> fields.Nested:
    """Document an object inside the answer."""
    return fields.Nested(
        schema, required=True, allow_none=nullable, metadata={"description": meaning} if meaning else {}
    )


def parts(schema: type[Schema]) -> fields.List[Any]:
    """Document a list of objects."""
    return fields.List(fields.Nested(schema), required=True)


def texts(meaning: str = "") -> fields.List[str]:
    """Document a list of texts."""
    return fields.List(fields.String(), required=True, metadata={"description": meaning})
