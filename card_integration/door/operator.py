"""The port to card operators, for one that works by hand or fetches: nothing is ever sent to it."""

from __future__ import annotations

from datetime import datetime

from backend.cards.door_accounts import DoorAccount
from backend.cards.ports import (
    Applied,
    Entitlement,
    HeldOutcome,
    Link,
    Linked,
    LinkOutcome,
    LinkRequest,
    Outcome,
    Pending,
    ReadOutcome,
    ShowsNoServices,
    StandingOutcome,
    Unsupported,
)
from backend.platform.clock import Clock
from card_integration.contract.messages import holder_proof

_SHOWN_CHARACTERS = 4


class DoorOperator(ShowsNoServices):
    """Takes every link and every wish; the operator judges the holder before it confirms.

    `shared_secret` makes the holder's proof, as in docs/operator_contract.yaml.
    """

    def __init__(self, shared_secret: str, clock: Clock) -> None:
        self._shared_secret = shared_secret
        self._clock = clock

    def link(self, request: LinkRequest) -> LinkOutcome:
        """Keep card number and proof for the operator to compare."""
        number = request.card_number
        masked = "*" * max(len(number) - _SHOWN_CHARACTERS, _SHOWN_CHARACTERS) + number[-_SHOWN_CHARACTERS:]
        account = DoorAccount(number, holder_proof(self._shared_secret, request))
        return Linked(masked, account.to_text())

    def unlink(self, link: Link) -> Outcome:
        """Close the link, of which the operator learns by the wishes that end its perks."""
        return Applied(operator_ref=None, in_effect_at=self._clock.now())

    def put(self, entitlement: Entitlement) -> Outcome:
        """Leave the wish at our door."""
        return Pending(will_tell=True)

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        """Return that only the operator can tell."""
        return Pending(will_tell=True)

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """Return that there is nobody to ask; the operator compares by itself, with the list at our door."""
        return Unsupported()

    def standing(self, link: Link) -> StandingOutcome:
        """Return that there is nobody to ask."""
        return Unsupported()
