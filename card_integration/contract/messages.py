"""What goes to an operator and what comes back, as the contract writes it."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

from backend.cards.ports import (
    Applied,
    Block,
    Entitlement,
    EntitlementWish,
    Linked,
    LinkRequest,
    NotHeld,
    Pending,
    ReadOutcome,
    Standing,
)
from backend.platform.clock import CITY_ZONE
from card_integration.contract.refusals import refusal, refusal_in, stale_revision

Json = dict[str, Any]
MALFORMED = (ValueError, KeyError, TypeError, OverflowError)


def holder_proof(shared_secret: str, request: LinkRequest) -> str:
    """Return the HMAC-SHA256, in hex, that only one who already knows the holder can compare.

    The ID number stays here; without it in its own register, the operator learns nothing from the proof.
    """
    message = f"{request.card_number}:{request.holder_id_number}:{request.holder_name}"
    return hmac.new(shared_secret.encode(), message.encode(), "sha256").hexdigest()


def link_body(request: LinkRequest, proof: str) -> Json:
    """Return the body that asks an operator to bind a card."""
    return {"card_number": request.card_number, "holder_proof": proof, "consent_id": request.consent_id}


def linked_in(link_id: str, body: Json) -> Linked:
    """Return the link that an operator confirms; raises one of `MALFORMED` for any other answer."""
    if body.get("link_id") != link_id or body.get("state") != "active":
        raise ValueError("not the link that was asked for")
    return Linked(card_masked=_text(body, "card_masked"))


def entitlement_body(entitlement: Entitlement) -> Json:
    """Return the body that declares a desired state; times in the city's zone, money in fen."""
    body: Json = {
        "perk": entitlement.perk,
        "wanted": entitlement.wanted.value,
        "revision": entitlement.revision,
        "valid_from": _city_time(entitlement.valid_from),
        "valid_until": _city_time(entitlement.valid_until),
    }
    if entitlement.max_value_fen is not None:
        body["max_value"] = {"amount": entitlement.max_value_fen, "currency": "CNY"}
    return body


def outcome_in(entitlement: Entitlement, body: Json) -> ReadOutcome:
    """Compare what an operator holds with the wish; raises one of `MALFORMED`."""
    asked_for = (entitlement.link.link_id, entitlement.entitlement_id)
    if (body.get("link_id"), body.get("entitlement_id")) != asked_for:
        raise ValueError("not the entitlement that was asked for")
    held, state = _whole_number(body, "revision"), _text(body, "state")
    if held != entitlement.revision:
        return NotHeld() if held < entitlement.revision else stale_revision(held)
    if state == "refused":
        return refusal_in({"type": body.get("reason")})
    if state == "ended" and entitlement.wanted is EntitlementWish.ACTIVE:
        return refusal("ended-by-operator")
    if state == entitlement.wanted.value:
        return Applied(_optional_text(body, "operator_ref"), _moment(body, "in_effect_at"))
    if state in ("pending", "active"):
        return Pending()
    raise ValueError("no state of the contract")


def standing_in(body: Json) -> Standing:
    """Return the standing that an operator tells; raises one of `MALFORMED` for any other answer."""
    owed = body["owed"]
    if owed["currency"] != "CNY":
        raise ValueError("owed in another currency")
    return Standing(
        open_items=_whole_number(body, "open_items"),
        overdue_items=_whole_number(body, "overdue_items"),
        owed_fen=_whole_number(owed, "amount"),
        blocks=tuple(
            Block(_text(block, "kind"), _moment(block, "since"), _text(block, "clears_when"))
            for block in body["blocks"]
        ),
    )


def _city_time(moment: datetime) -> str:
    return moment.astimezone(CITY_ZONE).isoformat(timespec="seconds")


def _moment(body: Json, name: str) -> datetime:
    moment = datetime.fromisoformat(_text(body, name))
    if moment.tzinfo is None:
        raise ValueError(f"{name} lacks an offset")
    return moment.astimezone(UTC)


def _text(body: Json, name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _optional_text(body: Json, name: str) -> str | None:
    return None if body.get(name) is None else _text(body, name)


def _whole_number(body: Json, name: str) -> int:
    value = body[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is no whole number")
    return value
