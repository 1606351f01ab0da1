"""Showing and renewing the loans of one card: SIP2 names items alone, so each is asked about by itself."""

from __future__ import annotations

from backend.cards.loans import RenewalWish, Renewed, is_loan_id
from backend.cards.ports import Busy, RefusedByOperator, RenewalOutcome, ServiceOutcome, Unknown, Unsupported
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from backend.platform.clock import Clock, city_date
from card_integration.contract.refusals import refusal
from card_integration.sip2.answers import Item, Renewal
from card_integration.sip2.desk import NoSuchCard, NotTold, PatronDesk
from card_integration.sip2.patron import Patron
from card_integration.sip2.requests import Summary
from card_integration.sip2.session import DEFAULT_RETRY_SECONDS

_MOST_ITEMS = 50
# The words of Koha's server, which are the best known, and Koha's own codes, which it lets through.
_SAID = (
    (("maximum renewals", "too_many"), "renewal-limit"),
    (("outstanding holds", "on_reserve"), "item-reserved"),
    (("overdue",), "item-overdue"),
    (("too_soon",), "renewal-too-soon"),
    (("blocked", "restriction"), "card-blocked"),
)
_NO_REASON = "renewal-refused"


class LoansDesk:
    """One library's counter, for those who have its books."""

    def __init__(self, desk: PatronDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    def show(self, card_number: str) -> ServiceOutcome:
        """Return what a card has on loan and owes; when it was lent SIP2 does not tell."""
        with self._desk.serving(card_number) as is_ours:
            if not is_ours:
                return Busy(DEFAULT_RETRY_SECONDS)
            patron = self._borrower(card_number)
            if not isinstance(patron, Patron):
                return patron
            items = []
            for item_id in patron.charged_items[:_MOST_ITEMS]:
                told = self._desk.item(item_id)
                if isinstance(told, Busy | Unknown):
                    return told
                items.append(self._shown(item_id, told))
        return ServiceView(self._clock.now(), owed_fen=patron.owed_fen, items=tuple(items))

    def renew(self, card_number: str, wish: RenewalWish) -> RenewalOutcome:
        """Renew a loan of this very card: a server may renew whatever item it is asked to."""
        with self._desk.serving(card_number) as is_ours:
            if not is_ours:
                return Busy(DEFAULT_RETRY_SECONDS)
            patron = self._borrower(card_number)
            if not isinstance(patron, Patron):
                return patron
            if wish.loan_id not in patron.charged_items:
                return refusal("unknown-loan")
            item = self._desk.item(wish.loan_id)
            if isinstance(item, Item) and item.due_on is not None and item.due_on > wish.due_on:
                return Renewed(item.due_on)
            return self._told(self._desk.renew(card_number, wish.loan_id), wish.loan_id)

    def _told(self, renewal: Renewal | NotTold, item_id: str) -> RenewalOutcome:
        if not isinstance(renewal, Renewal):
            return renewal
        if not renewal.is_renewed:
            return _refusal_of(renewal.said)
        if renewal.due_on is not None:
            return Renewed(renewal.due_on)
        item = self._desk.item(item_id)
        return Renewed(item.due_on) if isinstance(item, Item) and item.due_on is not None else Unknown()

    def _borrower(self, card_number: str) -> Patron | RefusedByOperator | NotTold:
        patron = self._desk.patron(card_number, Summary.CHARGED)
        return refusal("unknown-link") if isinstance(patron, NoSuchCard) else patron

    def _shown(self, item_id: str, told: Item | Unsupported) -> ServiceItem:
        """Return a loan, by its number alone where the server tells nothing about items."""
        item = told if isinstance(told, Item) else None
        due_on = item.due_on if item else None
        is_late = due_on is not None and due_on < city_date(self._clock.now())
        return ServiceItem(
            ItemKind.LOAN,
            title=(item.title if item else "") or f"馆藏 {item_id}",
            at=None,
            due_on=due_on,
            state=ItemState.OVERDUE if is_late else ItemState.OPEN,
            id=item_id if due_on is not None and is_loan_id(item_id) else None,
        )


def _refusal_of(said: str) -> RefusedByOperator:
    heard = said.casefold()
    for marks, reason in _SAID:
        if any(mark in heard for mark in marks):
            return refusal(reason)
    return refusal(_NO_REASON)
