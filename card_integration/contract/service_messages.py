"""What an operator tells about its offers and about one card function, as the contract writes it."""

from __future__ import annotations

import re

from backend.cards.loans import RenewalWish, Renewed, is_loan_id
from backend.cards.operators import CardFunction
from backend.cards.ports import Capabilities, OfferedPerk, PerkPace
from backend.cards.service_view import (
    Deposit,
    DepositState,
    ItemKind,
    ItemState,
    ServiceItem,
    ServiceView,
)
from card_integration.contract.members import (
    Json,
    as_object,
    day_member,
    fen_member,
    flag_member,
    is_told,
    list_member,
    moment_member,
    object_member,
    text_member,
    whole_number_member,
)

LONGEST_LIST = 200
_LONGEST_TITLE = 100
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_FUNCTIONS = frozenset(CardFunction)


def capabilities_in(body: Json) -> Capabilities:
    """Return what an operator offers; raises one of `MALFORMED` for any other answer.

    A card function that this service does not know yet is passed over: the operator may be ahead of it.
    """
    services = list_member(body, "services", LONGEST_LIST) if is_told(body, "services") else []
    return Capabilities(
        perks=tuple(_offered_perk(as_object(one)) for one in list_member(body, "perks", LONGEST_LIST)),
        services=frozenset(CardFunction(one) for one in services if one in _FUNCTIONS),
    )


def service_view_in(link_id: str, service: CardFunction, body: Json) -> ServiceView:
    """Return what an operator shows of a card function; raises one of `MALFORMED` for any other answer."""
    if (body["link_id"], body["service"]) != (link_id, service.value):
        raise ValueError("not the service that was asked for")
    valid_from = day_member(body, "valid_from") if is_told(body, "valid_from") else None
    valid_until = day_member(body, "valid_until") if is_told(body, "valid_until") else None
    if valid_from and valid_until and valid_until < valid_from:
        raise ValueError("valid until before valid from")
    return ServiceView(
        as_of=moment_member(body, "as_of"),
        balance_fen=_optional_fen(body, "balance"),
        owed_fen=_optional_fen(body, "owed"),
        deposit=_deposit(object_member(body, "deposit")) if is_told(body, "deposit") else None,
        valid_from=valid_from,
        valid_until=valid_until,
        items=tuple(_item(as_object(one)) for one in list_member(body, "items", LONGEST_LIST)),
    )


def renewal_body(wish: RenewalWish) -> Json:
    """Return the body that asks for a renewal: until when its holder saw the loan run."""
    return {"due_on": wish.due_on.isoformat()}


def renewed_in(wish: RenewalWish, body: Json) -> Renewed:
    """Return the loan that an operator renewed; raises one of `MALFORMED` for any other answer."""
    if body["loan_id"] != wish.loan_id:
        raise ValueError("not the loan that was to be renewed")
    return Renewed(day_member(body, "due_on"), _renewals_left(body))


def _offered_perk(body: Json) -> OfferedPerk:
    return OfferedPerk(
        perk=text_member(body, "perk"),
        pace=PerkPace(text_member(body, "applies")),
        max_value_fen=_optional_fen(body, "max_value"),
    )


def _deposit(body: Json) -> Deposit:
    return Deposit(DepositState(text_member(body, "state")), fen_member(body, "amount"))


def _item(body: Json) -> ServiceItem:
    return ServiceItem(
        kind=ItemKind(text_member(body, "kind")),
        title=_title(text_member(body, "title")),
        at=moment_member(body, "at"),
        month=_month(text_member(body, "month")) if is_told(body, "month") else None,
        amount_fen=_optional_fen(body, "amount"),
        due_on=day_member(body, "due_on") if is_told(body, "due_on") else None,
        state=ItemState(text_member(body, "state")) if is_told(body, "state") else None,
        id=_loan_id(text_member(body, "id")) if is_told(body, "id") else None,
        renewable=flag_member(body, "renewable") if is_told(body, "renewable") else None,
        renewals_left=_renewals_left(body),
    )


def _loan_id(text: str) -> str:
    if not is_loan_id(text):
        raise ValueError("no id of a loan")
    return text


def _renewals_left(body: Json) -> int | None:
    if not is_told(body, "renewals_left"):
        return None
    left = whole_number_member(body, "renewals_left")
    if left < 0:
        raise ValueError("fewer renewals left than none")
    return left


def _optional_fen(body: Json, name: str) -> int | None:
    return fen_member(body, name) if is_told(body, name) else None


def _title(title: str) -> str:
    if not 1 <= len(title) <= _LONGEST_TITLE:
        raise ValueError("a title of no length, or of too much")
    return title


def _month(month: str) -> str:
    if not _MONTH.fullmatch(month):
        raise ValueError("no month")
    return month
