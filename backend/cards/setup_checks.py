"""Looking four times a day whether an operator is set up as agreed, before a citizen finds that it is not.

It is a message like any other: no start waits for it, and an operator that is away is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Protocol, runtime_checkable

from backend.cards.ports import Busy, CardOperator, RefusedByOperator, Unknown, Unsupported
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.worker import Delivered, Handler, Result, TryLater


@runtime_checkable
class ChecksSetup(Protocol):
    """An adapter that can tell whether its operator is set up as agreed."""

    def check_setup(self) -> tuple[str, ...] | RefusedByOperator | Busy | Unknown | Unsupported:
        """Return what the operator lacks, after logging it in words for its clerk; it never raises."""
        ...


def setup_schedules(operators: Mapping[str, CardOperator]) -> Iterator[Schedule]:
    """Yield a schedule for each operator whose adapter can tell."""
    for operator_id, adapter in operators.items():
        if isinstance(adapter, ChecksSetup):
            yield Schedule(f"{operator_id}/setup.check", timedelta(hours=6), _handler(adapter))


def _handler(adapter: ChecksSetup) -> Handler:
    def deliver(_claim: Claim) -> Result:
        outcome = adapter.check_setup()
        if isinstance(outcome, Busy | Unknown):
            seconds = outcome.retry_after_seconds if isinstance(outcome, Busy) else None
            return TryLater(type(outcome).__name__, seconds)
        return Delivered()

    return deliver
