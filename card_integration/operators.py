"""Which adapter speaks to which operator: an operator is a line of published data and an access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import redis

from backend.cards.adapter_terms import Sip2Terms, Sip2WriteOff
from backend.cards.bike_stations import BikeFeed, NoBikeFeed
from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.operators import CardFunction, Operator, Operators
from backend.cards.ports import CardOperator
from backend.platform.clock import Clock
from backend.platform.webhooks import parse_secret
from card_integration.contract.operator import ContractOperator
from card_integration.door.operator import DoorOperator
from card_integration.event_sending import HttpEventSender
from card_integration.gbfs.feed import GbfsFeed
from card_integration.koha.operator import KohaOperator
from card_integration.koha.rules import KohaRules
from card_integration.sip2.deposit import DepositWaiver
from card_integration.sip2.library import LibrarySetup, connect_library
from card_integration.sip2.message import Charset


@dataclass(frozen=True)
class Access:
    """Where an operator is reached, and as whom; `gbfs` is where it tells everybody about its bikes.

    `webhook_secrets` are those under which it signs the events that it sends us.
    """

    address: str
    client_id: str
    client_secret: str = field(repr=False)
    gbfs: str | None = None
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)


def connect_operators(
    operators: Operators, accesses: Mapping[str, Access], clock: Clock
) -> dict[str, CardOperator]:
    """Return the adapter of every published operator; raises `ValueError` where one has no access."""
    missing = [operator.id for operator in operators.all() if operator.id not in accesses]
    if missing:
        raise ValueError(f"operators without address and credentials: {', '.join(missing)}")
    return {operator.id: _adapter_of(operator, accesses[operator.id], clock) for operator in operators.all()}


def connect_events(accesses: Mapping[str, Access], clock: Clock, *, is_demo: bool) -> OperatorEvents:
    """Return the way events go out, and the keys of those that come in; raises `ValueError`."""
    return OperatorEvents(
        HttpEventSender(clock, allow_private=is_demo),
        {name: [parse_secret(one) for one in access.webhook_secrets] for name, access in accesses.items()},
    )


def connect_bike_feed(
    operators: Operators, accesses: Mapping[str, Access], short_lived: redis.Redis, clock: Clock
) -> BikeFeed:
    """Return the feed of the bike operator that has one; raises `ValueError` for one of another operator."""
    told = [
        (operator, address)
        for operator in operators.all()
        if (access := accesses.get(operator.id)) and (address := access.gbfs)
    ]
    if not told:
        return NoBikeFeed()
    operator, address = told[0]
    if len(told) > 1 or CardFunction.PUBLIC_BIKE not in operator.services:
        raise ValueError("gbfs stands at one operator, whose services have public_bike")
    return GbfsFeed(address, operator.timeout_seconds, short_lived, clock)


def _adapter_of(operator: Operator, access: Access, clock: Clock) -> CardOperator:
    login, seconds = (access.address, access.client_id, access.client_secret), operator.timeout_seconds
    if operator.koha is not None:
        terms = operator.koha
        rules = KohaRules(terms.no_deposit_category, terms.usual_category, terms.deposit_debit_type)
        return KohaOperator(*login, seconds, clock, rules)
    if operator.sip2 is not None:
        return connect_library(*login, _setup_of(operator.sip2), seconds, clock)
    if operator.adapter == "door":
        return DoorOperator(access.client_secret, clock)
    return ContractOperator(*login, seconds, clock)


def _setup_of(terms: Sip2Terms) -> LibrarySetup:
    waiver = None if terms.write_off is None else _waiver_of(terms.write_off)
    return LibrarySetup(terms.institution, terms.location, Charset(terms.charset), waiver)


def _waiver_of(agreed: Sip2WriteOff) -> DepositWaiver:
    return DepositWaiver(
        agreed.payment_type, re.compile(agreed.fee_line), agreed.deposit_text, agreed.disallow_overpayment
    )
