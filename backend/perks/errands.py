"""What is said to an operator about one grant: the wish, with the link that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.cards.accounts import link_of
from backend.cards.models import LinkedCard
from backend.cards.operators import Operators
from backend.cards.ports import Entitlement, EntitlementWish
from backend.perks.catalogue import PerkCatalogue
from backend.perks.models import IN_FORCE_STATES, Grant
from backend.platform.field_encryption import FieldCipher


@dataclass(frozen=True)
class Errand:
    """What is asked of an operator, read before any call is made."""

    grant_id: str
    operator: str
    entitlement: Entitlement


class Errands:
    """Puts wishes into the words of the port."""

    def __init__(self, cipher: FieldCipher, perks: PerkCatalogue, operators: Operators) -> None:
        self._cipher = cipher
        self._perks = perks
        self._operators = operators

    def make(self, session: Session, grant: Grant, wanted: EntitlementWish) -> Errand:
        """Return the errand of the grant's present revision; raises `NotFound` for a perk not published."""
        card = session.get_one(LinkedCard, grant.card_id)
        perk = self._perks.get(grant.perk)
        entitlement = Entitlement(
            entitlement_id=grant.entitlement_id,
            link=link_of(self._cipher, card),
            perk=perk.asked_of_operator,
            wanted=wanted,
            revision=grant.revision,
            valid_from=grant.requested_at,
            valid_until=grant.valid_until,
            max_value_fen=perk.max_value_fen,
        )
        return Errand(grant.id, card.operator, entitlement)

    def is_published(self, grant: Grant) -> bool:
        """Tell whether the perk is still published: of any other nothing is known that could be asked."""
        return self._perks.find(grant.perk) is not None

    def is_replaced(self, session: Session, grant: Grant) -> bool:
        """Tell whether a later grant stands in this one's place at an operator that cannot tell them apart.

        There the card has the perk by the later grant: an end of this one would end that one.
        """
        card = session.get_one(LinkedCard, grant.card_id)
        if self._operators.get(card.operator).keeping.knows_entitlements:
            return False
        others = select(Grant.id).where(
            Grant.card_id == card.id,
            Grant.id != grant.id,
            Grant.perk.in_(self._perks.list_like(self._perks.get(grant.perk))),
            Grant.state.in_(IN_FORCE_STATES),
        )
        return session.scalars(others).first() is not None
