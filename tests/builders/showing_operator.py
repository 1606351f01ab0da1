"""An operator of the tests' own that shows card functions and renews loans as a test tells it to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from backend.cards.loans import RenewalWish, Renewed
from backend.cards.operators import CardFunction
from backend.cards.ports import (
    Capabilities,
    CapabilitiesOutcome,
    Link,
    RefusedByOperator,
    RenewalOutcome,
    ServiceOutcome,
)
from backend.cards.service_view import ItemKind, ItemState, ServiceItem, ServiceView
from tests.builders.clock import NOON
from tests.builders.outside import FakeOperator

_LONGER = timedelta(days=30)


class ShowingOperator(FakeOperator):
    """Answers `view` for every function, and notes how it was asked."""

    def __init__(self, view: ServiceOutcome | None = None) -> None:
        super().__init__()
        self.view: ServiceOutcome = view or ServiceView(NOON, balance_fen=100)
        self.asked: list[tuple[Link, CardFunction]] = []
        self.before_showing: Callable[[], None] | None = None
        self.renewal: RenewalOutcome | None = None
        self.renewals: list[tuple[Link, RenewalWish]] = []
        self.before_renewing: Callable[[], None] | None = None

    def capabilities(self) -> CapabilitiesOutcome:
        return Capabilities((), frozenset(CardFunction))

    def services(self, link: Link, service: CardFunction) -> ServiceOutcome:
        if self.before_showing is not None:
            self.before_showing()
        self.asked.append((link, service))
        return self.view

    def renew(self, link: Link, wish: RenewalWish) -> RenewalOutcome:
        """Renew for 30 days what begins with `L-`, unless told what to answer."""
        if self.before_renewing is not None:
            self.before_renewing()
        self.renewals.append((link, wish))
        if self.renewal is not None:
            return self.renewal
        if not wish.loan_id.startswith("L-"):
            return RefusedByOperator("unknown-loan", "没有", "None")
        # A caller may have seen any day that there is.
        return Renewed(min(wish.due_on, date.max - _LONGER) + _LONGER, 1)


def a_debtors_view() -> ServiceView:
    """Return the worst account there is: everything overdue, for years."""
    bills = [
        ServiceItem(
            ItemKind.BILL,
            "欠费",
            NOON - timedelta(days=30 * months),
            amount_fen=500_000,
            due_on=(NOON - timedelta(days=30 * months - 15)).date(),
            state=ItemState.OVERDUE,
        )
        for months in range(1, 60)
    ]
    return ServiceView(NOON, balance_fen=0, owed_fen=500_000 * len(bills), items=tuple(bills))


def a_savers_view() -> ServiceView:
    """Return the best account there is: rich, and nothing owed."""
    rides = tuple(
        ServiceItem(ItemKind.RIDE, "BRT 快1线", NOON - timedelta(days=days), amount_fen=90)
        for days in range(1, 150)
    )
    return ServiceView(NOON, balance_fen=99_999_999, owed_fen=0, items=rides)
