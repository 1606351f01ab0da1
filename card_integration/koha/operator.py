"""The port to card operators, for a library that runs Koha."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import httpx

from backend.cards.loans import RenewalWish
from backend.cards.operators import CardFunction
from backend.cards.ports import (
    Applied,
    Busy,
    CapabilitiesOutcome,
    Entitlement,
    EntitlementWish,
    HeldEntitlement,
    HeldOutcome,
    HeldPage,
    HeldState,
    Link,
    Linked,
    LinkOutcome,
    LinkRequest,
    NotHeld,
    Outcome,
    Pending,
    ReadOutcome,
    RefusedByOperator,
    RenewalOutcome,
    ServiceOutcome,
    Standing,
    StandingOutcome,
    Unknown,
    Unsupported,
)
from backend.platform.clock import Clock
from card_integration.contract.refusals import refusal
from card_integration.holder import is_same_name
from card_integration.koha.api import KohaApi
from card_integration.koha.errors import Stopped
from card_integration.koha.loans import Loans
from card_integration.koha.rules import KohaRules
from card_integration.koha.standing import standing_of
from card_integration.koha.waivers import Waivers
from card_integration.oauth_session import OAuthSession
from card_integration.outgoing import open_client

log = logging.getLogger(__name__)

T = TypeVar("T")
_DEPOSIT_WAIVER = "deposit_waiver"
_SHOWN_DIGITS = 4
# For whoever looks after the library's Koha; they need not know this service.
_NO_CATEGORY = (
    "图书馆 Koha 的“读者类别”里没有 %s，读者现在办不了免押金。请在 Koha 中建立该类别，或告诉我们改用哪一个。"
    " Koha has no patron category %s, so no deposit can be waived: create it, or name us another one."
)
_NO_LOOK = (
    "图书馆 Koha 不让市民诚信卡查看“读者类别”。请给接口账号 manage_patron_categories 权限。"
    " Koha does not show us its patron categories: give the API user manage_patron_categories."
)


class KohaOperator:
    """A library that runs Koha; safe to share among threads.

    `base_url` ends in `/api/v1`. Koha knows no links: a link's account is the patron's id, which outlives a
    replaced card, and nothing about the holder is sent. Without an `http` of the caller's, it goes straight
    to the library, past any proxy of the environment.
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        timeout_seconds: float,
        clock: Clock,
        rules: KohaRules,
        http: httpx.Client | None = None,
    ) -> None:
        token_form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
        session = OAuthSession(base_url, {"data": token_form}, timeout_seconds, clock, http or open_client())
        self._api = KohaApi(session)
        self._waivers = Waivers(self._api, rules)
        self._loans = Loans(self._api)
        self._rules = rules
        self._clock = clock

    def link(self, request: LinkRequest) -> LinkOutcome:
        """Find the card and compare its holder's name here; repeatable, nothing is kept at Koha."""
        return _until_stopped(lambda: self._link(request))

    def unlink(self, link: Link) -> Outcome:
        """End the waiver if it stands; Koha never knew of the link."""
        patron_id = _patron_id_of(link)
        return self._applied() if patron_id is None else _until_stopped(lambda: self._end(patron_id))

    def put(self, entitlement: Entitlement) -> Outcome:
        """Bring the patron's category to the wish, and write an open deposit off; repeatable."""
        patron_id = _patron_id_of(entitlement.link)
        if entitlement.perk != _DEPOSIT_WAIVER:
            return Unsupported()
        if patron_id is None:
            return refusal("unknown-link")
        if entitlement.wanted is EntitlementWish.ENDED:
            return _until_stopped(lambda: self._end(patron_id))
        if self._clock.now() < entitlement.valid_from:
            return Pending()  # Koha keeps no wish for later: it is put again when its time has come
        if self._clock.now() >= entitlement.valid_until:
            return refusal("already-over")
        return _until_stopped(lambda: self._begin(patron_id, entitlement))

    def read(self, entitlement: Entitlement) -> ReadOutcome:
        """Tell whether the patron stands as wished; Koha cannot tell one entitlement from another."""
        patron_id = _patron_id_of(entitlement.link)
        if entitlement.perk != _DEPOSIT_WAIVER:
            return Unsupported()
        if patron_id is None:
            return refusal("unknown-link")
        if entitlement.wanted is EntitlementWish.ACTIVE and self._clock.now() < entitlement.valid_from:
            return Pending()
        return _until_stopped(lambda: self._read(patron_id, entitlement))

    def standing(self, link: Link) -> StandingOutcome:
        """Return loans, debts and blocks; Koha 18.12 lists no loans, so there it is `Unsupported`."""
        patron_id = _patron_id_of(link)
        if patron_id is None:
            return refusal("unknown-link")
        return _until_stopped(lambda: self._standing(patron_id))

    def capabilities(self) -> CapabilitiesOutcome:
        """Return that Koha has no such question."""
        return Unsupported()

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        """Return the patron's loans; Koha 18.12 lists none, so there it is `Unsupported`."""
        patron_id = _patron_id_of(link)
        if service is not CardFunction.LENDING:
            return Unsupported()
        if patron_id is None:
            return refusal("unknown-link")
        return _until_stopped(lambda: self._loans.show(patron_id, self._clock.now()))

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Renew one of the patron's loans; `Unsupported` at Koha 18.12."""
        patron_id = _patron_id_of(link)
        if patron_id is None:
            return refusal("unknown-link")
        return _until_stopped(lambda: self._loans.renew(patron_id, wish))

    def check_setup(self) -> tuple[str, ...] | RefusedByOperator | Busy | Unknown | Unsupported:
        """Return the agreed patron categories that Koha lacks; Koha 18.12 cannot tell."""
        missing = _until_stopped(self._missing_categories)
        if isinstance(missing, RefusedByOperator):
            log.error(_NO_LOOK)
        elif not isinstance(missing, tuple):
            log.warning("Koha's patron categories could not be checked: %s", type(missing).__name__)
        elif missing:
            log.error(_NO_CATEGORY, "、".join(missing), ", ".join(missing))
        return missing

    def list_held(self, changed_since: datetime | None, cursor: str | None) -> HeldOutcome:
        """Return a page of the accounts that pay no deposit; Koha does not tell since when.

        The cursor is the number of the page. Who moves between two pages meanwhile may be missed, or met
        twice: whoever compares must read again before mending.
        """
        if changed_since is not None:
            return Unsupported()
        return _until_stopped(lambda: self._waived_accounts(int(cursor or 1)))

    def _link(self, request: LinkRequest) -> Linked | RefusedByOperator:
        card_number = request.card_number
        if not card_number or not card_number.isascii() or not card_number.isprintable():
            return refusal("unknown-card")
        found = self._api.list_patrons(cardnumber=card_number)
        patrons = [patron for patron in found if patron.cardnumber == card_number]
        if len(patrons) != 1:
            return refusal("unknown-card")
        if not is_same_name(patrons[0].name, request.holder_name):
            return refusal("holder-mismatch")
        return Linked(_masked(card_number), account=str(patrons[0].patron_id))

    def _begin(self, patron_id: str, entitlement: Entitlement) -> Applied:
        self._waivers.begin(patron_id, entitlement)
        return self._applied()

    def _end(self, patron_id: str) -> Applied:
        self._waivers.end(patron_id)
        return self._applied()

    def _read(self, patron_id: str, entitlement: Entitlement) -> Applied | NotHeld:
        if entitlement.wanted is EntitlementWish.ENDED:
            is_as_wished = self._waivers.is_over(patron_id)
        else:
            is_as_wished = self._waivers.is_in_effect(patron_id, entitlement.entitlement_id)
        return self._applied() if is_as_wished else NotHeld()

    def _standing(self, patron_id: str) -> Standing:
        patron = self._api.get_patron(patron_id)
        due_dates = self._api.list_due_dates(patron)
        return standing_of(patron, self._api.get_account(patron_id), due_dates, self._clock.now())

    def _missing_categories(self) -> tuple[str, ...]:
        known = set(self._api.list_category_ids())
        agreed = (self._rules.no_deposit_category, self._rules.usual_category)
        return tuple(category for category in agreed if category not in known)

    def _waived_accounts(self, page: int) -> HeldPage:
        category = self._rules.no_deposit_category
        patrons, goes_on = self._api.page_of_patrons(page, category_id=category)
        # Koha ignores the case of letters, and another category may differ by nothing else.
        waived = [str(patron.patron_id) for patron in patrons if patron.category_id == category]
        held = tuple(HeldEntitlement(HeldState.ACTIVE, account=account) for account in waived)
        return HeldPage(held, str(page + 1) if goes_on else None)

    def _applied(self) -> Applied:
        """Koha keeps no time of a change of category; what is known is that it holds at this moment."""
        return Applied(operator_ref=None, in_effect_at=self._clock.now())


def _until_stopped(talk: Callable[[], T]) -> T | RefusedByOperator | Busy | Unknown | Unsupported:
    try:
        return talk()
    except Stopped as stopped:
        return stopped.outcome


def _patron_id_of(link: Link) -> str | None:
    """Return the patron's id, which goes into addresses; None for whatever Koha cannot have named."""
    account = link.account
    return account if account and account.isascii() and account.isdigit() else None


def _masked(card_number: str) -> str:
    hidden = max(len(card_number) - _SHOWN_DIGITS, _SHOWN_DIGITS)
    return "*" * hidden + card_number[hidden:]
