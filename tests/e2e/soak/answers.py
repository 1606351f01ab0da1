"""What people were answered, second by second, and what of it they may rely on afterwards."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median, quantiles
from time import monotonic


class Kind(StrEnum):
    """How an answer is felt. `BUSY` is our own word that something is away, with a time to come back."""

    FINE = "fine"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    WRONG = "wrong"


@dataclass(frozen=True)
class Answered:
    """One answer: when it was there, how long it was waited for, how it was felt, and for what, if wrong."""

    at: float
    seconds: float
    kind: Kind
    about: str = ""


@dataclass
class Journal:
    """What people hold in their hands: each is something that must be there, once, whatever went wrong.

    Certificates and grants by (path, idempotency key), scans by the scanned token.
    """

    made: dict[tuple[str, str], str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    signed_in_again: int = 0
    given_up: int = 0


class Tally:
    """Collects the answers of all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: list[Answered] = []

    def note(self, answered: Answered) -> None:
        """Add one answer."""
        with self._lock:
            self._answers.append(answered)

    def between(self, begin: float, end: float) -> list[Answered]:
        """Return the answers of a span of the monotonic clock, in order."""
        with self._lock:
            return sorted((one for one in self._answers if begin <= one.at < end), key=lambda one: one.at)


def kinds_of(answers: Sequence[Answered]) -> dict[str, int]:
    """Count the answers by kind."""
    return dict(Counter(one.kind.value for one in answers))


def faults_of(answers: Sequence[Answered]) -> dict[str, int]:
    """Count what was wrong, by what was asked and answered."""
    return dict(Counter(one.about for one in answers if one.kind is Kind.WRONG))


def percentiles_ms(answers: Sequence[Answered]) -> tuple[float, float]:
    """Return in milliseconds what half and what 99 of 100 answers stay below."""
    waits = [one.seconds * 1000 for one in answers]
    return (median(waits), quantiles(waits, n=100)[-1]) if len(waits) > 1 else (0.0, 0.0)


def slow_seconds(answers: Sequence[Answered], limit_ms: float = 100.0) -> int:
    """Count the seconds in which more than one answer of a hundred was waited for longer than that."""
    by_second: dict[int, list[bool]] = defaultdict(list)
    for one in answers:
        by_second[int(one.at)].append(one.seconds * 1000 > limit_ms)
    return sum(100 * sum(slow) > len(slow) for slow in by_second.values())


def seconds_to_recover(answers: Sequence[Answered], ended: float) -> float:
    """Return how long after `ended` the last answer came that was not fine; 0 where none did."""
    return max(
        (one.at - ended for one in answers if one.kind is not Kind.FINE and one.at > ended), default=0.0
    )


def now() -> float:
    """Return the moment by which answers are placed."""
    return monotonic()
