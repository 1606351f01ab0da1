"""What goes to an operator and what comes back, as the contract writes it."""

from __future__ import annotations

import hmac
from datetime import datetime

from backend.cards.ports import (
    Applied,
    Block,
    Entitlement,
    EntitlementWish,
    HeldEntitlement,
    HeldPage,
    HeldState,
    Linked,
    LinkRequest,
    NotHeld,
    Pending,
    ReadOutcome,
    Standing,
)
from backend.platform.clock import CITY_ZONE
from card_integration.contract.members import (
    Json,
    as_object,
    fen_member,
    is_told,
    list_member,
    moment_member,
    text_member,
    whole_number_member,
)
from card_integration.contract.refusals import refusal, refusal_in, stale_revision

LONGEST_PAGE = 500
_LONGEST_CURSOR = 1000
_LONGEST_ID = 60


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
    return Linked(card_masked=text_member(body, "card_masked"))


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
    held, state = whole_number_member(body, "revision"), text_member(body, "state")
    if held != entitlement.revision:
        return NotHeld() if held < entitlement.revision else stale_revision(held)
    if state == "refused":
        return refusal_in({"type": body.get("reason")})
    if state == "ended" and entitlement.wanted is EntitlementWish.ACTIVE:
        return refusal("ended-by-operator")
    if state == entitlement.wanted.value:
        return Applied(_operator_ref(body), moment_member(body, "in_effect_at"))
    if state in ("pending", "active"):
        return Pending()
    raise ValueError("no state of the contract")


def held_in(body: Json) -> HeldPage:
    """Return a page of what an operator holds; raises one of `MALFORMED` for any other answer."""
    entries = [as_object(one) for one in list_member(body, "items", LONGEST_PAGE)]
    cursor = _word_member(body, "next_cursor", _LONGEST_CURSOR) if is_told(body, "next_cursor") else None
    return HeldPage(tuple(_held_entitlement(one) for one in entries), cursor)


def _held_entitlement(body: Json) -> HeldEntitlement:
    return HeldEntitlement(
        state=HeldState(text_member(body, "state")),
        entitlement_id=_word_member(body, "entitlement_id"),
        link_id=_word_member(body, "link_id"),
        revision=whole_number_member(body, "revision"),
        perk=_word_member(body, "perk") if is_told(body, "perk") else None,
        changed_at=moment_member(body, "changed_at"),
    )


def _word_member(body: Json, name: str, longest: int = _LONGEST_ID) -> str:
    """Return a member that must be a text fit to be kept."""
    word = text_member(body, name)
    if not 1 <= len(word) <= longest or not word.isprintable():
        raise ValueError(f"{name} cannot be kept")
    return word


def standing_in(body: Json) -> Standing:
    """Return the standing that an operator tells; raises one of `MALFORMED` for any other answer."""
    return Standing(
        open_items=whole_number_member(body, "open_items"),
        overdue_items=whole_number_member(body, "overdue_items"),
        owed_fen=fen_member(body, "owed"),
        blocks=tuple(
            Block(
                text_member(block, "kind"), moment_member(block, "since"), text_member(block, "clears_when")
            )
            for block in body["blocks"]
        ),
    )


def _city_time(moment: datetime) -> str:
    return moment.astimezone(CITY_ZONE).isoformat(timespec="seconds")


def _operator_ref(body: Json) -> str | None:
    return text_member(body, "operator_ref") if is_told(body, "operator_ref") else None
