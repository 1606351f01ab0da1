"""Which adapter speaks to which operator: an operator is a line of published data and an access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.cards.operators import Operators
from backend.cards.ports import CardOperator
from backend.platform.clock import Clock
from card_integration.contract.operator import ContractOperator


@dataclass(frozen=True)
class Access:
    """Where an operator is reached, and as whom."""

    address: str
    client_id: str
    client_secret: str = field(repr=False)


def connect_operators(
    operators: Operators, accesses: Mapping[str, Access], clock: Clock
) -> dict[str, CardOperator]:
    """Return the adapter of every published operator; raises `ValueError` where one has no access."""
    missing = [operator.id for operator in operators.all() if operator.id not in accesses]
    if missing:
        raise ValueError(f"operators without address and credentials: {', '.join(missing)}")
    return {
        operator.id: ContractOperator(
            accesses[operator.id].address,
            accesses[operator.id].client_id,
            accesses[operator.id].client_secret,
            operator.timeout_seconds,
            clock,
        )
        for operator in operators.all()
    }
