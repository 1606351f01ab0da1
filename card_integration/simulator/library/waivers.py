"""What the library offers under the contract, and how far a waiver in effect reaches."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from card_integration.simulator.contract.entitlements import list_in_effect
from card_integration.simulator.contract.offer import Offer, Terms
from card_integration.simulator.library.deposits import HIGHEST_TIER_FEN

DEPOSIT_WAIVER = "deposit_waiver"
LIBRARY_OFFER = Offer(
    operator_id="library",
    reference="DW",
    services=("lending",),
    perks={DEPOSIT_WAIVER: Terms(max_value_fen=HIGHEST_TIER_FEN)},
)


def waived_up_to_fen(db: sqlite3.Connection, card_number: str, now: datetime) -> int | None:
    """Return the highest bound among a card's deposit waivers in effect; None without one."""
    bounds = [
        HIGHEST_TIER_FEN if row["max_value_fen"] is None else row["max_value_fen"]
        for row in list_in_effect(db, LIBRARY_OFFER, card_number, now)
        if row["perk"] == DEPOSIT_WAIVER
    ]
    return max(bounds, default=None)
