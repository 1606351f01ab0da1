"""What a handler may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.platform.outbox.queue import Claim


def _nothing_more(_session: Session) -> None:
    """Record nothing but that the message is done."""


@dataclass(frozen=True)
class Delivered:
    """The outside did its part; `record` writes what follows, if anything, into the settling transaction."""

    record: Callable[[Session], None] = _nothing_more


@dataclass(frozen=True)
class TryLater:
    """The outside is not ready, or its answer was lost; the message stays due.

    Unless the destination asked for a pause or `answered` otherwise (it took the wish and is still at it),
    its answer counts as lost, and a few of those in a row open its breaker.
    """

    trouble: str
    retry_after_seconds: int | None = None
    answered: bool = False


@dataclass(frozen=True)
class GiveUp:
    """Trying again cannot help; a person must look."""

    trouble: str


@dataclass(frozen=True)
class Broken:
    """Our own code failed: it says nothing of the destination. The worker's answer, never a handler's."""

    trouble: str


Result = Delivered | TryLater | GiveUp
Handler = Callable[[Claim], Result]
