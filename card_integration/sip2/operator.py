"""The port to card operators, for a library that speaks SIP2."""

from __future__ import annotations

from datetime import datetime

from backend.cards.loans import RenewalWish
from backend.cards.operators import CardFunction
from backend.cards.ports import (
    Applied,
    Busy,
    CapabilitiesOutcome,
    Entitlement,
    EntitlementWish,
    HeldOutcome,
    Link,
    Linked,
    LinkOutcome,
    LinkRequest,
    Outcome,
    ReadOutcome,
    RenewalOutcome,
    ServiceOutcome,
    Standing,
    StandingOutcome,
    Unsupported,
)
from backend.platform.clock import Clock
from card_integration.contract.refusals import refusal
from card_integration.holder import is_same_name
from card_integration.sip2.blocks import blocks_of
from card_integration.sip2.deposit import DepositWaiver
from card_integration.sip2.desk import NoSuchCard, NotTold, PatronDesk
from card_integration.sip2.loans_desk import LoansDesk
from card_integration.sip2.patron import Patron
from card_integration.sip2.requests import Summary
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS, Sip2Session
from card_integration.sip2.waiver_desk import WaiverDesk

_DEPOSIT_WAIVER = "deposit_waiver"


class Sip2Operator:
    """A library that speaks SIP2; safe to share among threads, which are served one by one.

    SIP2 knows no links and no perks. A link is the card number, which the service keeps and hands back, and
    the library learns nothing but that number. The only perk is the deposit waiver, and only where the
    library set up a write-off that it refuses to book twice. A perk that ends is `Unsupported`: what was
    written off stays so, and the library charges the next deposit by its own rules.
    """

    def __init__(
        self, session: Sip2Session, institution: str, clock: Clock, waiver: DepositWaiver | None = None
    ) -> None:
        self._session = session
        self._desk = PatronDesk(session, institution, clock)
        self._loans = LoansDesk(self._desk, clock)
        self._clock = clock
        is_safe = waiver is not None and waiver.disallow_overpayment
        self._waivers = WaiverDesk(self._desk, waiver, clock) if waiver and is_safe else None

    def link(self, request: LinkRequest) -> LinkOutcome:
        """Confirm that the library has this card under this name; repeatable, nothing is kept there."""
        card_number = request.card_number
        with self._desk.serving(card_number) as is_ours:
            patron = self._desk.patron(card_number) if is_ours else Busy(DEFAULT_RETRY_SECONDS)
        if isinstance(patron, NoSuchCard):
            return refusal("unknown-card")
        if not isinstance(patron, Patron):
            return patron
        if patron.name is None or not is_same_name(patron.name, request.holder_name):
            return refusal("holder-mismatch")
        return Linked(_masked(card_number), account=card_number)

    def unlink(self, link: Link) -> Outcome:
        """Close a link: at once, as the library never knew of it."""
        return Applied(operator_ref=None, in_effect_at=self._clock.now())

    def put(self, entitlement: Entitlement) -> Outcome:
        """Take the card's deposit off its account, where the library opened that way."""
        if self._waivers is None or not _is_waiver_in_effect(entitlement):
            return Unsupported()
        if entitlement.link.account is None:
            return refusal("unknown-link")
        return self._waivers.put(entitlement.link.account, entitlement)

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        """Tell whether the card owes no deposit; the library keeps no wish and no revision."""
        if self._waivers is None or not _is_waiver_in_effect(entitlement):
            return Unsupported()
        if entitlement.link.account is None:
            return refusal("unknown-link")
        return self._waivers.read(entitlement.link.account)

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """Return that SIP2 lists nothing: each card has to be read by itself."""
        return Unsupported()

    def standing(self, link: Link) -> StandingOutcome:
        """Return loans, debts and blocks; blocks are shown, and only the library can lift them."""
        if link.account is None:
            return refusal("unknown-link")
        with self._desk.serving(link.account) as is_ours:
            standing = self._standing(link.account) if is_ours else Busy(DEFAULT_RETRY_SECONDS)
        return refusal("unknown-link") if isinstance(standing, NoSuchCard) else standing

    def capabilities(self) -> CapabilitiesOutcome:
        """Return that SIP2 has no such question."""
        return Unsupported()

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        """Return the card's loans."""
        if service is not CardFunction.LENDING:
            return Unsupported()
        return refusal("unknown-link") if link.account is None else self._loans.show(link.account)

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Renew one of the card's loans."""
        return refusal("unknown-link") if link.account is None else self._loans.renew(link.account, wish)

    def close(self) -> None:
        """End the connection; a later call opens another one."""
        self._session.close()

    def _standing(self, card_number: str) -> Standing | NoSuchCard | NotTold:
        patron = self._desk.patron(card_number)
        if not isinstance(patron, Patron):
            return patron
        open_items = self._count(card_number, patron.charged_count, Summary.CHARGED)
        if not isinstance(open_items, int):
            return open_items
        overdue_items = self._count(card_number, patron.overdue_count, Summary.OVERDUE)
        if not isinstance(overdue_items, int):
            return overdue_items
        return Standing(
            open_items=open_items,
            overdue_items=overdue_items,
            owed_fen=patron.owed_fen,
            blocks=blocks_of(patron.flags, as_of=self._clock.now()),
        )

    def _count(self, card_number: str, told: int | None, summary: Summary) -> int | NoSuchCard | NotTold:
        """Return a count; a server that leaves it blank is asked for the list."""
        if told is not None:
            return told
        patron = self._desk.patron(card_number, summary)
        if not isinstance(patron, Patron):
            return patron
        return len(patron.charged_items if summary is Summary.CHARGED else patron.overdue_items)


def _is_waiver_in_effect(entitlement: Entitlement) -> bool:
    return entitlement.perk == _DEPOSIT_WAIVER and entitlement.wanted is EntitlementWish.ACTIVE


def _masked(card_number: str) -> str:
    return "*" * max(len(card_number) - 4, 4) + card_number[-4:]
