"""The name under which both sides of a comparison find each other."""

from __future__ import annotations

from backend.cards.models import LinkedCard
from backend.cards.operators import Operator
from backend.cards.ports import HeldEntitlement
from backend.perks.models import Grant
from backend.perks.reconciliation.comparison import Theirs
from backend.platform.field_encryption import BlindIndex


class Keys:
    """Makes keys: of link and entitlement, or of the account where an operator knows no entitlements.

    An account is never written down as it is: its keyed digest finds it as well.
    """

    def __init__(self, blind_index: BlindIndex) -> None:
        self._blind_index = blind_index

    def of_grant(self, grant: Grant, card: LinkedCard) -> str:
        """Return the key of a grant at an operator that knows entitlements."""
        return _joined(card.link_id, grant.entitlement_id)

    def of_account(self, operator_id: str, account: str) -> str:
        """Return the key of an account."""
        return self._blind_index.of(f"account/{operator_id}", account).hex()

    def theirs(self, operator: Operator, held: HeldEntitlement) -> Theirs:
        """Return an entry of an operator's list under its key."""
        if held.account is not None:
            key = self.of_account(operator.id, held.account)
        else:
            key = _joined(held.link_id or "", held.entitlement_id or "")
        return Theirs(key, held.state, held.revision, held.perk, held.changed_at)


def entitlement_id_in(key: str) -> str | None:
    """Return the entitlement's id in a key, None in the key of an account."""
    _, is_joined, entitlement_id = key.partition("/")
    return entitlement_id if is_joined else None


def _joined(link_id: str, entitlement_id: str) -> str:
    return f"{link_id}/{entitlement_id}"
