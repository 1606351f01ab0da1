"""A city whose perks are scarce."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain import Domain, Policy
from backend.perks.catalogue import parse_perks
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.perks import a_deposit_waiver, a_redeemed_perk

SCARCE, COSTLY, RARE, YEARLY = "library.scarce", "library.costly", "library.rare", "library.yearly"
PARK, MUSEUM, TOLL = "park.discount", "museum.tour", "park.toll"
_PRIORITY = {
    "contract_perk": "priority_service",
    "deposit_tiers_fen": [],
    "max_value_fen": None,
    "budget_fen": None,
    "period": None,
}
PERKS = [
    a_deposit_waiver(id=SCARCE, code=1, quota=2, validity_days=100),
    a_deposit_waiver(
        id=COSTLY, code=2, contract_perk="deferred_payment", budget_fen=45_000, deposit_tiers_fen=[]
    ),
    a_deposit_waiver(id=RARE, code=3, **_PRIORITY, cool_off_days=30),
    a_deposit_waiver(
        id=YEARLY, code=4, rule={"all_of": [{"minimum_level": "fair"}, {"no_adverse": "minor"}]}
    ),
    a_redeemed_perk(id=PARK, code=10, per_citizen=2),
    a_redeemed_perk(id=MUSEUM, code=11, quota=3, period="day", per_citizen=1, rule={"minimum_level": "fair"}),
    a_redeemed_perk(id=TOLL, code=12, per_citizen=5, max_value_fen=1000, budget_fen=2500),
]


@pytest.fixture(scope="session")
def policy(policy: Policy) -> Policy:
    perks = parse_perks({"version": "test", "perks": PERKS}, policy.operators, policy.catalogue)
    return replace(policy, perks=perks)


@pytest.fixture
def worker(domain: Domain) -> OutboxWorker:
    return OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)
