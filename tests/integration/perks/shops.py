"""Shops that redeem perks, the codes shown there, and what came of it."""

from __future__ import annotations

from sqlalchemy import select

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain
from backend.merchants.callers import MerchantCaller
from backend.perks.models import Allotment, Redemption
from backend.perks.redemptions import Redeeming
from tests.builders.citizens import TestCitizen
from tests.builders.merchants import an_owner
from tests.integration.perks.conftest import MUSEUM, PARK, TOLL


def a_shop(domain: Domain, name: str = "忠仑公园", *perks: str) -> MerchantCaller:
    shop = an_owner(domain, name)
    for perk in perks or (PARK, MUSEUM, TOLL):
        domain.redemptions.admit(name, perk)
    return shop


def a_code(domain: Domain, citizen: TestCitizen, perk: str = PARK, kind: str = "dynamic") -> str:
    order = Order(CertificateKind(kind), frozenset({Claim.PERK}), perk=perk)
    return domain.certificates.issue(citizen.id, order, None).digits or ""


def redeem(
    domain: Domain, shop: MerchantCaller, token: str, perk: str = PARK, key: str | None = None
) -> Redeeming:
    return domain.redemptions.redeem(shop, token, perk, key)


def outcomes(domain: Domain) -> list[str]:
    with domain.ground.database.reading() as session:
        return [*session.scalars(select(Redemption.outcome).order_by(Redemption.decided_at))]


def taken(domain: Domain, perk: str) -> tuple[int, int]:
    with domain.ground.database.reading() as session:
        row = session.get_one(Allotment, perk)
        return row.taken, row.committed_fen


def entries(domain: Domain, citizen: TestCitizen) -> list[tuple[str, str | None]]:
    """Return what merchants did, in the order of the alphabet: the clock stands still."""
    return sorted(
        (entry.action, entry.outcome)
        for entry in domain.access_log.list_of_citizen(citizen.id)
        if entry.actor_kind == "merchant"
    )
