"""What the adapters are asked to do, whoever the operator is: a link, and a waiver of the deposit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from backend.cards.ports import Entitlement, EntitlementWish, LinkRequest
from backend.platform.ids import new_id
from tests.contract.operators.synthetic_city import Person


def link_request(person: Person, **changes: Any) -> LinkRequest:
    members = {
        "link_id": new_id("lnk"),
        "card_number": person.card_number,
        "holder_name": person.name,
        "holder_id_number": person.id_number,
        "consent_id": new_id("cns"),
    }
    return LinkRequest(**{**members, **changes})


def waiver_with(**members: Any) -> Entitlement:
    """Return a waiver with these members: `link` and `max_value_fen` at least."""
    now = datetime.now(UTC)
    usual = {
        "entitlement_id": new_id("ent"),
        "perk": "deposit_waiver",
        "wanted": EntitlementWish.ACTIVE,
        "revision": 1,
        "valid_from": now - timedelta(minutes=1),
        "valid_until": now + timedelta(days=90),
    }
    return Entitlement(**{**usual, **members})
