"""A patron's loans as a later Koha lists them, and how it refuses to renew one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from backend.cards.ports import RefusedByOperator
from backend.cards.service_view import ItemKind, ItemState, ServiceItem
from backend.platform.clock import CITY_ZONE, city_date
from card_integration.contract.refusals import refusal
from card_integration.koha.fields import as_number, as_object, as_optional_text, as_text

_LONGEST_TITLE = 100
_NOT_AUTHORIZED = re.compile(r"Renewal not authorized \((\w*)\)", re.ASCII)
# Koha's own codes of CanBookBeRenewed; whatever is not here is said without a reason.
_REASONS = {
    "too_many": "renewal-limit",
    "too_unseen": "renewal-limit",
    "on_reserve": "item-reserved",
    "recalled": "item-reserved",
    "booked": "item-reserved",
    "overdue": "item-overdue",
    "too_soon": "renewal-too-soon",
    "auto_too_soon": "renewal-too-soon",
    "restriction": "card-blocked",
    "patron_restricted": "card-blocked",
}
_NO_REASON = "renewal-refused"


@dataclass(frozen=True)
class Checkout:
    """One loan; Koha has no name of the book in it unless it is asked for it."""

    checkout_id: int
    due_at: datetime
    lent_at: datetime
    title: str = field(repr=False)

    @property
    def loan_id(self) -> str:
        """Return what the loan is called outside."""
        return str(self.checkout_id)

    @property
    def due_on(self) -> date:
        """Return the day on which it is due in the city."""
        return city_date(self.due_at)

    def shown_at(self, now: datetime) -> ServiceItem:
        """Return the loan as its holder sees it; whether it can be renewed Koha tells of each by itself."""
        return ServiceItem(
            ItemKind.LOAN,
            self.title,
            self.lent_at,
            due_on=self.due_on,
            state=ItemState.OVERDUE if self.due_at < now else ItemState.OPEN,
            id=self.loan_id,
        )


def checkout_in(body: object) -> Checkout:
    """Return one loan; raises one of `MALFORMED` for anything else."""
    checkout = as_object(body)
    return Checkout(
        checkout_id=as_number(checkout["checkout_id"]),
        due_at=_moment(checkout["due_date"]),
        lent_at=_moment(checkout["checkout_date"]),
        title=_title_in(checkout)[:_LONGEST_TITLE],
    )


def renewal_refusal_in(said: str) -> RefusedByOperator | None:
    """Return why Koha does not renew, or None where it says something else."""
    found = _NOT_AUTHORIZED.match(said)
    return None if found is None else refusal(_REASONS.get(found[1], _NO_REASON))


def _title_in(checkout: dict[str, Any]) -> str:
    item = checkout.get("item") or {}
    biblio = as_object(item).get("biblio") or {}
    title = as_optional_text(as_object(biblio).get("title"))
    return title or f"馆藏 {as_object(item).get('external_id') or checkout.get('item_id') or ''}".strip()


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(as_text(text))
    if moment.tzinfo is None:
        raise ValueError("a time lacks an offset")
    # Overflows here, and not where it is shown, for the last hours of the calendar in another zone.
    return moment.astimezone(CITY_ZONE)
