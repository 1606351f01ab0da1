"""What is asked of whatever carries an event to an operator's address, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Taken:
    """The operator's endpoint took the event."""


@dataclass(frozen=True)
class Gone:
    """The endpoint says that it wants no events any more."""


@dataclass(frozen=True)
class NotTaken:
    """The event was not taken, or nobody knows; `retry_after_seconds` is what the endpoint asked for."""

    trouble: str
    retry_after_seconds: int | None = None


EventOutcome = Taken | Gone | NotTaken


class EventSender(Protocol):
    """Carries one event to one address; raises nothing for what the network or the endpoint does."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> EventOutcome:
        """Post the body once, to a public address, and follow no redirect."""
        ...


class NoSender:
    """Stands where no events are sent: each waits in the outbox."""

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> EventOutcome:
        """Answer that nothing can be sent from here."""
        return NotTaken("no sender of events is connected")


@dataclass(frozen=True)
class OperatorEvents:
    """The way out for events, and for each operator the keys under which it signs those that come in."""

    sender: EventSender = field(default_factory=NoSender)
    keys: Mapping[str, Sequence[bytes]] = field(default_factory=dict, repr=False)
