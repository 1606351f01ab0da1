"""What the card service asks of a card operator, in words that hold for every protocol.

Nothing here carries a level, a score, a record or a reason: an operator learns which perk applies to
which link and until when (DESIGN rule 7). Link ids differ at every operator, so two of them cannot find
out that they serve the same person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.service_view import ServiceView


class EntitlementWish(StrEnum):
    """The state in which the operator shall hold an entitlement."""

    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True)
class Link:
    """A linked card; `account` is what the operator calls it, where its protocol knows no links."""

    link_id: str
    account: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Entitlement:
    """The desired state of one perk at one link; every change of it carries a higher `revision`.

    `perk` is the operator contract's word (`deposit_waiver`, …), not our perk id. The operator ends the
    perk by itself at `valid_until`, so a platform that falls silent fails safe.
    """

    entitlement_id: str
    link: Link
    perk: str
    wanted: EntitlementWish
    revision: int
    valid_from: datetime
    valid_until: datetime
    max_value_fen: int | None


@dataclass(frozen=True)
class LinkRequest:
    """A card that its holder wants to link; the holder's data stay out of every log.

    An adapter sends a proof made of the holder, never the holder.
    """

    link_id: str
    card_number: str = field(repr=False)
    holder_name: str = field(repr=False)
    holder_id_number: str = field(repr=False)
    consent_id: str


@dataclass(frozen=True)
class Applied:
    """The operator holds the wish, and it is in effect."""

    operator_ref: str | None
    in_effect_at: datetime


@dataclass(frozen=True)
class Pending:
    """The operator took the wish and has yet to put it into effect.

    Read again later, unless `will_tell`: then it says by itself when it is done, and cannot be asked.
    """

    will_tell: bool = False


@dataclass(frozen=True)
class RefusedByOperator:
    """The operator said no; sending the same again changes nothing.

    `reason` is stable, in kebab case; `zh` and `en` are for the citizen. `current_revision` is the later one
    that it holds, where that is the reason and it said so.
    """

    reason: str
    zh: str
    en: str
    current_revision: int | None = None


@dataclass(frozen=True)
class Busy:
    """Nothing was done; the same request may be sent again after the given time."""

    retry_after_seconds: int


@dataclass(frozen=True)
class Unknown:
    """The request left and no usable answer came: read before the next write."""


@dataclass(frozen=True)
class Unsupported:
    """The operator's protocol has no such operation, so repeating is useless."""


@dataclass(frozen=True)
class NotHeld:
    """The operator answered a read: it has no such wish or an earlier one, so putting it is right."""


class HeldState(StrEnum):
    """How an operator says that an entitlement stands there."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True)
class HeldEntitlement:
    """One entitlement in an operator's list.

    An operator whose protocol knows entitlements names id, link and revision; any other names the `account`
    at which the perk stands, and nothing else.
    """

    state: HeldState
    entitlement_id: str | None = None
    link_id: str | None = None
    revision: int | None = None
    perk: str | None = None
    changed_at: datetime | None = None
    account: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class HeldPage:
    """A page of what an operator holds; without a `next_cursor` it is the last."""

    items: tuple[HeldEntitlement, ...]
    next_cursor: str | None


@dataclass(frozen=True)
class Linked:
    """The operator bound the card to the link; an `account` is to be kept, and handed back in each `Link`."""

    card_masked: str
    account: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Block:
    """Something that stops the card at the operator; only the operator can lift it.

    `kind` is one of overdue, debt, lost_card, expired, manual; `clears_when` tells the citizen what to do.
    """

    kind: str
    since: datetime
    clears_when: str


@dataclass(frozen=True)
class Standing:
    """How a card stands at its operator, for its holder's eyes only."""

    open_items: int
    overdue_items: int
    owed_fen: int
    blocks: tuple[Block, ...]


class PerkPace(StrEnum):
    """How an operator puts a perk into effect: with its answer, or some time after it."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"


@dataclass(frozen=True)
class OfferedPerk:
    """A perk, in the contract's word, that an operator can apply, up to a value where it has one."""

    perk: str
    pace: PerkPace
    max_value_fen: int | None


@dataclass(frozen=True)
class Capabilities:
    """What an operator can do for a card: the perks it applies, and the card functions it shows."""

    perks: tuple[OfferedPerk, ...]
    services: frozenset[CardFunction]


Outcome = Applied | Pending | RefusedByOperator | Busy | Unknown | Unsupported
ReadOutcome = Outcome | NotHeld
LinkOutcome = Linked | RefusedByOperator | Busy | Unknown | Unsupported
StandingOutcome = Standing | RefusedByOperator | Busy | Unknown | Unsupported
CapabilitiesOutcome = Capabilities | RefusedByOperator | Busy | Unknown | Unsupported
HeldOutcome = HeldPage | RefusedByOperator | Busy | Unknown | Unsupported
ServiceOutcome = ServiceView | RefusedByOperator | Busy | Unknown | Unsupported
RenewalOutcome = Renewed | RefusedByOperator | Busy | Unknown | Unsupported


class CardOperator(Protocol):
    """An operator of cards; no method raises for what the operator or the network does."""

    def link(self, request: LinkRequest) -> LinkOutcome:
        """Bind a card to a link id; repeatable.

        Refusals: `holder-mismatch`, `unknown-card`, `card-already-linked`.
        """
        ...

    def unlink(self, link: Link) -> Outcome:
        """Close a link and with it every perk; repeatable, also when the link is already gone."""
        ...

    def put(self, entitlement: Entitlement) -> Outcome:
        """Declare the desired state of an entitlement; repeatable with the same revision.

        Refusals: `stale-revision`, `unknown-link` and the operator's own.
        """
        ...

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        """Tell whether the operator holds exactly this wish; `Applied` only for this very revision.

        Refusals: `stale-revision` (it holds a later one), `ended-by-operator` (wanted active, yet over).
        """
        ...

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """Return a page of what the operator holds, all of it or what changed since; for reconciliation.

        `Unsupported` where the protocol lists nothing, or cannot tell what changed.
        """
        ...

    def standing(self, link: Link) -> StandingOutcome:
        """Return loans, debts and blocks of a linked card; refusal: `unknown-link`."""
        ...

    def capabilities(self) -> CapabilitiesOutcome:
        """Return which perks the operator applies and which card functions it shows."""
        ...

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        """Return what the holder wants to see of one card function; refusal: `unknown-link`.

        `Unsupported` where this operator does not show that function.
        """
        ...

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Renew a loan of this very link; repeatable: one that is due later already is left as it is.

        Refusals: `unknown-link`, `unknown-loan` (also for another's), `renewal-limit`, `item-reserved`,
        `item-overdue`, `renewal-too-soon`, `card-blocked` and the operator's own. Nobody repeats an `Unknown`
        by itself: the loans are read.
        """
        ...


class ShowsNoServices:
    """The part of the port that an adapter inherits whose protocol tells neither offers nor services."""

    def capabilities(self) -> CapabilitiesOutcome:
        """Return that the protocol has no such question."""
        return Unsupported()

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        """Return that the protocol has no such question."""
        return Unsupported()

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Return that the protocol has no such request."""
        return Unsupported()
