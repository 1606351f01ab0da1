"""What the operator shall hold, its word on each, and everything as one file to compare with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any

from flask import Response
from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from backend.cards.operator_access.keys import OperatorCaller
from backend.cards.ports import EntitlementWish
from backend.perks.models import GrantState
from backend.perks.operator_door.held import MOST_ON_A_PAGE, GrantQuery, HeldGrant, Place
from miniprogram_api.answer_fields import Answer, AskedMoment, Body, moment, number, part, parts, text, word
from miniprogram_api.authentication import OPERATOR
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("operator-grants", "运营单位的激励 What an operator shall hold", OPERATOR)

_LONGEST_REASON = 60
_HIGHEST_REVISION = 2**31 - 1
_COLUMNS = ("entitlement_id", "link_id", "perk", "wanted", "revision", "valid_from", "valid_until", "state")
_ROWS_AT_ONCE = 500


def _has_its_utc(value: datetime) -> None:
    try:
        value.astimezone(UTC)
    except OverflowError:
        raise ValidationError("Not a moment of the calendar.") from None


class GrantsQuery(Body):
    """Which grants, and from where on."""

    named = fields.String(
        validate=Regexp(r"^[A-Za-z0-9_-]{1,40}(?![\s\S])"),
        metadata={"description": "The grant of exactly this id, `entitlement_id` or `link_id`."},
    )
    state = fields.String(validate=OneOf(list(GrantState)))
    changed_since = AskedMoment(
        validate=_has_its_utc, metadata={"description": "With an offset; those of this very moment too."}
    )
    cursor = fields.String(validate=Length(1, 200), metadata={"description": "The `next_cursor` before."})
    newest_first = fields.Boolean(
        load_default=False, metadata={"description": "Against the order of change, for a clerk who looks."}
    )
    limit = fields.Integer(load_default=MOST_ON_A_PAGE, validate=Range(1, MOST_ON_A_PAGE))


class ConfirmBody(Body):
    """Which revision is in effect now."""

    revision = fields.Integer(required=True, strict=True, validate=Range(1, _HIGHEST_REVISION))


class RejectBody(ConfirmBody):
    """Which revision is refused, and why: a stable reason in kebab case, shown to the citizen."""

    reason = fields.String(
        required=True, validate=[Length(1, _LONGEST_REASON), Regexp(r"^[a-z0-9]+(-[a-z0-9]+)*(?![\s\S])")]
    )


class HeldCardAnswer(Answer):
    """The card, for an operator that looks it up by hand."""

    card_number = text()
    holder_proof = text("To compare with the operator's own register before it confirms, as in the contract.")


class HeldGrantAnswer(Answer):
    """A grant as its operator shall hold it; nothing of its citizen, of a level or of a reason for it."""

    id = text()
    link_id = text("All that the operator knows the citizen by.")
    entitlement_id = text()
    perk = text("In the contract's word; null where it is no longer published.", nullable=True)
    wanted = word(EntitlementWish, "The state in which the operator shall hold it.")
    revision = number("Of the wish; to be sent back with a word on it.")
    state = word(GrantState, "How far it has come.")
    valid_from = moment("From when.")
    valid_until = moment("When it ends by itself.")
    max_value_fen = number("The most it is worth, in fen.", nullable=True)
    reason = text("What the operator gave as its reason against it.", nullable=True)
    changed_at = moment("The last change.")
    card = part(HeldCardAnswer, "Only for an operator without a system of its own to call.", nullable=True)


class HeldGrantsAnswer(Answer):
    """A page of grants, those that changed first at the beginning unless it was asked for otherwise."""

    grants = parts(HeldGrantAnswer)
    next_cursor = text("For the page that follows; null on the last.", nullable=True)


@room.operation("GET", "/operator/grants", Gives(HeldGrantsAnswer), Takes(query=GrantsQuery))
def list_operator_grants(caller: OperatorCaller, asked: dict[str, Any]) -> Response:
    """列出本单位应持有的激励 List what we shall hold, in the order of change"""
    state, cursor = asked.get("state"), asked.get("cursor")
    query = GrantQuery(
        named=asked.get("named"),
        state=GrantState(state) if state is not None else None,
        changed_since=asked.get("changed_since"),
        after=Place.of_cursor(cursor) if cursor is not None else None,
        newest_first=asked["newest_first"],
        limit=asked["limit"],
    )
    page = services().operator_door.grants_of(caller).list_changed(caller, query)
    return json_answer({"grants": [render_held(one) for one in page.grants], "next_cursor": page.next_cursor})


@room.operation(
    "POST",
    "/operator/grants/<grant_id>/confirm",
    Gives(HeldGrantAnswer, refuses=(409,)),
    Takes(ConfirmBody),
)
def confirm_grant(caller: OperatorCaller, body: dict[str, Any], grant_id: str) -> Response:
    """确认已按要求办理 Confirm that the wish is in effect; again changes nothing"""
    grants = services().operator_door.grants_of(caller)
    return json_answer(render_held(grants.confirm(caller, grant_id, body["revision"])))


@room.operation(
    "POST",
    "/operator/grants/<grant_id>/reject",
    Gives(HeldGrantAnswer, refuses=(409,)),
    Takes(RejectBody),
)
def reject_grant(caller: OperatorCaller, body: dict[str, Any], grant_id: str) -> Response:
    """拒绝尚未生效的激励并说明原因 Refuse what is not in effect yet, and say why; again changes nothing"""
    grants = services().operator_door.grants_of(caller)
    return json_answer(render_held(grants.reject(caller, grant_id, body["revision"], body["reason"])))


@room.operation("GET", "/operator/reconciliation", Gives({"type": "string"}, content_type="text/csv"))
def get_reconciliation(caller: OperatorCaller) -> Response:
    """下载全部应持有的激励，用于对账 Everything that we shall hold or end now, as CSV to compare with"""
    held = services().operator_door.grants_of(caller).reconcile(caller)
    # Read before the answer begins: a store that is away must still be told as a problem.
    first = [*islice(held, 1)]
    return Response(_as_csv(chain(first, held)), content_type="text/csv; charset=utf-8")


def render_held(grant: HeldGrant) -> dict[str, Any]:
    """Return a grant as `HeldGrantAnswer` says."""
    account = grant.account
    return {
        "id": grant.id,
        "link_id": grant.link_id,
        "entitlement_id": grant.entitlement_id,
        "perk": grant.perk,
        "wanted": grant.wanted,
        "revision": grant.revision,
        "state": grant.state,
        "valid_from": city_time(grant.valid_from),
        "valid_until": city_time(grant.valid_until),
        "max_value_fen": grant.max_value_fen,
        "reason": grant.reason,
        "changed_at": city_time(grant.changed_at),
        "card": {"card_number": account.card_number, "holder_proof": account.holder_proof}
        if account is not None
        else None,
    }


def _as_csv(held: Iterable[HeldGrant]) -> Iterator[bytes]:
    """Yield the file (RFC 4180) in parts, so that its size costs no memory."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for count, grant in enumerate(held, start=1):
        row = render_held(grant)
        table.writerow([row[column] if row[column] is not None else "" for column in _COLUMNS])
        if count % _ROWS_AT_ONCE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()
