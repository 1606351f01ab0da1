"""Which part of a shop's past is asked for, and how a page of it is answered."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, Range

from backend.merchants.past_days import LONGEST_PAGE, USUAL_PAGE, DayWish, PastPage, parse_place
from miniprogram_api.answer_fields import Answer, Body, text
from miniprogram_api.request_parts import fields_invalid


def _has_its_day(value: date) -> None:
    """Pass a day that begins and ends in the calendar on every clock."""
    if not MINYEAR < value.year < MAXYEAR:
        raise ValidationError("Not a day of the calendar.")


class DayQuery(Body):
    """A day of the city, or without one everything; the part that follows `before`, at most `limit` of it."""

    on = fields.Date(
        load_default=None, validate=_has_its_day, metadata={"description": "On the city's clock."}
    )
    before = fields.String(
        load_default=None, validate=Length(1, 60), metadata={"description": "The `next` of the page before."}
    )
    limit = fields.Integer(load_default=USUAL_PAGE, validate=Range(1, LONGEST_PAGE))


class PastPageAnswer(Answer):
    """What every page of a shop's past ends with."""

    next = text("What to give as `before` for the page after it; null where there is none.", nullable=True)
    counts = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        required=True,
        metadata={
            "description": "How many of each outcome the whole day has; empty where no day was asked for."
        },
    )


def read_wish(query: dict[str, Any]) -> DayWish:
    """Return what a `DayQuery` asks for; raises `Invalid`."""
    before = parse_place(query["before"]) if query["before"] is not None else None
    if before is None and query["before"] is not None:
        raise fields_invalid({"before": ["Not a `next` of an earlier answer."]})
    return DayWish(query["on"], before, query["limit"])


def render_page_end(page: PastPage[Any]) -> dict[str, Any]:
    """Return the members of a `PastPageAnswer`."""
    return {"next": page.next.text if page.next else None, "counts": page.counts}
