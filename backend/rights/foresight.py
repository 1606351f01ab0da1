"""What a deletion would end, before anybody decides."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backend.cards.models import OPEN_STATES as OPEN_LINKS
from backend.cards.models import LinkedCard
from backend.certificates.models import Certificate
from backend.consent.models import ConsentGrant
from backend.perks.models import OPEN_STATES as OPEN_GRANTS
from backend.perks.models import Grant
from backend.platform.clock import Clock
from backend.platform.field_encryption import BlindIndex
from backend.redress.events import CaseKind
from backend.redress.machines import MACHINES
from backend.redress.models import Case
from backend.rights.policy import RightsRules


@dataclass(frozen=True, slots=True)
class InForce:
    """How much of each a deletion would end; cases are those still in progress."""

    consents: int
    certificates: int
    perks: int
    cards: int
    cases: int


@dataclass(frozen=True, slots=True)
class Foresight:
    """The list that is shown before a deletion; `confirmation` confirms this very list and no other."""

    rules: RightsRules
    in_force: InForce
    confirmation: str


def foresee(
    session: Session, clock: Clock, blind_index: BlindIndex, rules: RightsRules, citizen_id: str
) -> Foresight:
    """Return the list of this moment."""
    in_force = _count_in_force(session, clock, citizen_id)
    told = f"{citizen_id} {rules.version} {astuple(in_force)}"
    return Foresight(rules, in_force, blind_index.of("rights.deletion", told).hex()[:32])


def _count_in_force(session: Session, clock: Clock, citizen_id: str) -> InForce:
    def count(model: type, *which: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(model).where(*which)) or 0

    open_cases = [
        count(Case, Case.citizen_id == citizen_id, Case.kind == kind, Case.state.not_in(MACHINES[kind].final))
        for kind in CaseKind
    ]
    is_good = (Certificate.revoked_at.is_(None), Certificate.expires_at > clock.now())
    return InForce(
        consents=count(
            ConsentGrant, ConsentGrant.citizen_id == citizen_id, ConsentGrant.withdrawn_at.is_(None)
        ),
        # A code on the screen is gone within its minute: it would change the list while it is read.
        certificates=count(
            Certificate,
            Certificate.citizen_id == citizen_id,
            Certificate.status_list.is_not(None),
            *is_good,
        ),
        perks=count(Grant, Grant.citizen_id == citizen_id, Grant.state.in_(OPEN_GRANTS)),
        cards=count(LinkedCard, LinkedCard.citizen_id == citizen_id, LinkedCard.state.in_(OPEN_LINKS)),
        cases=sum(open_cases),
    )
