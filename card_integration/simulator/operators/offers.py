"""The ten operators: what each offers under the contract, and how its accounts look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from card_integration.simulator.contract.offer import Offer, Terms
from card_integration.simulator.operators.account import Account
from card_integration.simulator.operators.payment import show_payments
from card_integration.simulator.operators.rights import (
    show_housing_fund,
    show_medical_insurance,
    show_pension,
)
from card_integration.simulator.operators.shown import Shown
from card_integration.simulator.operators.tourism import show_pass
from card_integration.simulator.operators.transport import BIKE_DEPOSIT_FEN, show_bike, show_bus
from card_integration.simulator.operators.utilities import show_bills

Show = Callable[[Account, datetime, frozenset[str]], Shown]
_AT_ONCE = Terms()
_LATE_BILL = Terms(max_value_fen=100_000)


@dataclass(frozen=True)
class House:
    """One operator: its offer, and what it shows of an account under the perks that are in effect."""

    offer: Offer
    show: Show


def _house(operator_id: str, reference: str, service: str, show: Show, **perks: Terms) -> House:
    return House(Offer(operator_id, reference, (service,), perks), show)


# The last three offer no perk: rights carry no condition.
HOUSES = (
    _house(
        *("bus", "BUS", "bus", show_bus),
        fare_discount=_AT_ONCE,
        deferred_payment=Terms(max_value_fen=20_000),
    ),
    _house(
        *("bike", "BIKE", "public_bike", show_bike),
        deposit_waiver=Terms(max_value_fen=BIKE_DEPOSIT_FEN),
        deferred_payment=Terms(max_value_fen=20_000),
    ),
    _house(
        *("tourism", "TP", "tourism_pass", show_pass),
        fare_discount=_AT_ONCE,
        priority_service=_AT_ONCE,
    ),
    _house(
        *("water", "WA", "water", show_bills),
        deferred_payment=_LATE_BILL,
        priority_service=_AT_ONCE,
    ),
    _house(
        *("electricity", "EL", "electricity", show_bills),
        deferred_payment=Terms(max_value_fen=100_000, is_deferred=True),
        priority_service=_AT_ONCE,
    ),
    _house(
        *("gas", "GA", "gas", show_bills),
        deferred_payment=_LATE_BILL,
        priority_service=_AT_ONCE,
    ),
    _house(
        *("payment", "PAY", "mobile_payment", show_payments),
        deferred_payment=Terms(max_value_fen=50_000),
    ),
    _house("medical_insurance", "MI", "medical_insurance", show_medical_insurance),
    _house("pension", "PE", "pension", show_pension),
    _house("housing_fund", "HF", "housing_fund", show_housing_fund),
)
