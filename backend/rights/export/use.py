"""What a citizen made use of: certificates, merchants they blocked, linked cards, perks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AccessEntry
from backend.cards.models import LinkedCard
from backend.cards.operators import Operators
from backend.certificates.models import BlockedVerifier, Certificate
from backend.merchants.models import Merchant
from backend.perks.catalogue import PerkCatalogue
from backend.perks.models import Grant, GrantStep, Redemption

_VERIFIED = "certificate.verified"


def read_certificates(session: Session, citizen_id: str) -> dict[str, Any]:
    """Return what was ticked in each, its times, and who has verified it."""
    uses = defaultdict(list)
    entries = session.scalars(
        select(AccessEntry)
        .where(AccessEntry.citizen_id == citizen_id, AccessEntry.action == _VERIFIED)
        .order_by(AccessEntry.occurred_at)
    )
    for entry in entries:
        uses[entry.object_id].append(
            {
                "verified_at": entry.occurred_at,
                "reported_at": entry.reported_at,
                "by": entry.actor_name,
                "disclosed": entry.disclosed,
                "outcome": entry.outcome,
            }
        )
    issued = session.execute(
        select(Certificate, Merchant.name)
        .outerjoin(Merchant, Merchant.id == Certificate.audience)
        .where(Certificate.citizen_id == citizen_id)
        .order_by(Certificate.issued_at, Certificate.id)
    )
    return {"certificates": [_certificate(one, audience, uses[one.id]) for one, audience in issued]}


def read_blocked_merchants(session: Session, citizen_id: str) -> dict[str, Any]:
    """Return the merchants whom the citizen's certificates tell nothing."""
    blocked = session.scalars(
        select(BlockedVerifier)
        .where(BlockedVerifier.citizen_id == citizen_id)
        .order_by(BlockedVerifier.blocked_at)
    )
    return {"merchants": [{"name": one.verifier_name, "blocked_at": one.blocked_at} for one in blocked]}


def read_cards(session: Session, operators: Operators, citizen_id: str) -> dict[str, Any]:
    """Return every link there is or was, by the id that its operator knows."""
    cards = session.scalars(
        select(LinkedCard)
        .where(LinkedCard.citizen_id == citizen_id)
        .order_by(LinkedCard.requested_at, LinkedCard.id)
    )
    return {
        "cards": [
            {
                "id": one.id,
                "operator": _operator(operators, one.operator),
                "known_to_operator_as": one.link_id,
                "masked_number": one.card_masked,
                "state": one.state,
                "refused_because": one.refused_because,
                "requested_at": one.requested_at,
                "settled_at": one.settled_at,
            }
            for one in cards
        ]
    }


def read_perks(
    session: Session, perks: PerkCatalogue, operators: Operators, citizen_id: str
) -> dict[str, Any]:
    """Return each grant with its steps, and each redemption at a shop."""
    grants = session.scalars(
        select(Grant).where(Grant.citizen_id == citizen_id).order_by(Grant.requested_at, Grant.id)
    ).all()
    steps = defaultdict(list)
    for step in session.scalars(
        select(GrantStep)
        .where(GrantStep.grant_id.in_([one.id for one in grants]))
        .order_by(GrantStep.sequence)
    ):
        steps[step.grant_id].append(
            {"on": step.at, "state": step.state, "cause": step.cause, "by": step.actor}
        )
    redeemed = session.execute(
        select(Redemption, Merchant.name)
        .join(Merchant, Merchant.id == Redemption.merchant_id)
        .where(Redemption.citizen_id == citizen_id)
        .order_by(Redemption.decided_at)
    )
    return {
        "grants": [
            {
                "id": one.id,
                "perk": _perk(perks, one.perk),
                "operator": _operator(operators, one.operator),
                "card": one.card_id,
                "state": one.state,
                "refused_because": one.refused_because,
                "requested_at": one.requested_at,
                "valid_until": one.valid_until,
                "steps": steps[one.id],
            }
            for one in grants
        ],
        "redemptions": [
            {
                "perk": _perk(perks, one.perk),
                "merchant": merchant,
                "outcome": one.outcome,
                "decided_at": one.decided_at,
            }
            for one, merchant in redeemed
        ],
    }


def _certificate(
    certificate: Certificate, audience: str | None, uses: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": certificate.id,
        "kind": certificate.kind,
        "claims": certificate.ticked,
        "perk": certificate.perk,
        "audience": audience,
        "issued_at": certificate.issued_at,
        "expires_at": certificate.expires_at,
        "revoked_at": certificate.revoked_at,
        "revoked_because": certificate.revoked_because,
        "verifications": uses,
    }


def _operator(operators: Operators, operator_id: str) -> dict[str, Any]:
    operator = operators.find(operator_id)
    return {"id": operator_id, "name": operator.name_zh if operator else None}


def _perk(perks: PerkCatalogue, perk_id: str) -> dict[str, Any]:
    perk = perks.find(perk_id)
    return {"id": perk_id, "name": perk.name_zh if perk else None}
