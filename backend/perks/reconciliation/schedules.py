"""When operators are compared with: what changed each hour, everything each night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.cards.operators import Operator
from backend.cards.ports import Busy
from backend.perks.reconciliation.models import RoundKind
from backend.perks.reconciliation.reconciler import Progress, Reconciler
from backend.perks.reconciliation.tidy import Tidying
from backend.platform.clock import Clock
from backend.platform.outbox.queue import Claim, enqueue
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.worker import Delivered, Handler, Result, TryLater

TIDY_NAME = "perks.reconciliation_tidy"
_EVERY = {RoundKind.CHANGES: timedelta(hours=1), RoundKind.FULL: timedelta(days=1)}
_FULL_AT = timedelta(hours=1)
_APART = timedelta(minutes=10)
# A message lasts for some pages only: a lease cannot be lengthened for ever, and others want a turn.
STEPS_A_MESSAGE = 20


class ReconciliationSchedules:
    """Makes the schedules; their streams begin with the operator, whose breaker so holds them back."""

    def __init__(
        self, reconciler: Reconciler, tidying: Tidying, operators: Sequence[Operator], clock: Clock
    ) -> None:
        self._reconciler = reconciler
        self._tidying = tidying
        self._operators = operators
        self._clock = clock

    def all(self) -> Iterator[Schedule]:
        """Yield the schedules of every operator, and of the tidying."""
        yield Schedule(TIDY_NAME, timedelta(days=1), self._tidying.deliver, at=timedelta(hours=4))
        for place, operator in enumerate(self._operators):
            if operator.keeping.knows_entitlements:
                yield self._schedule(operator.id, RoundKind.CHANGES, timedelta(minutes=place))
            yield self._schedule(operator.id, RoundKind.FULL, _FULL_AT + place * _APART)

    def _schedule(self, operator_id: str, kind: RoundKind, at: timedelta) -> Schedule:
        name = f"{operator_id}/reconcile.{kind.value}"
        return Schedule(name, _EVERY[kind], self._handler(name, operator_id, kind), at=at)

    def _handler(self, name: str, operator_id: str, kind: RoundKind) -> Handler:
        def deliver(claim: Claim) -> Result:
            if self._is_overtaken(claim, kind):
                return Delivered()
            round_id = claim.payload.get("round_id") or self._reconciler.begin(operator_id, kind, claim.key)
            progress = self._reconciler.go_on(round_id, STEPS_A_MESSAGE)
            if progress.obstacle is not None:
                seconds = (
                    progress.obstacle.retry_after_seconds if isinstance(progress.obstacle, Busy) else None
                )
                return TryLater(type(progress.obstacle).__name__, seconds)
            if progress.is_over:
                return Delivered()
            return Delivered(lambda session: self._enqueue_rest(session, name, progress))

        return deliver

    def _is_overtaken(self, claim: Claim, kind: RoundKind) -> bool:
        """Tell whether a slot waited so long, as its operator was away, that the next one has come."""
        slot_at = claim.payload.get("slot_at")
        if slot_at is None or claim.attempt > 1:
            return False
        return self._clock.now() - datetime.fromisoformat(slot_at) >= _EVERY[kind]

    def _enqueue_rest(self, session: Session, name: str, progress: Progress) -> None:
        enqueue(
            session,
            key=f"{name}:{progress.round_id}:{progress.steps}",
            stream=name,
            topic=name,
            payload={"round_id": progress.round_id},
            at=self._clock.now(),
        )
