"""The port of those who tell a citizen, at once, that something was done with their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class News:
    """An entry of the log by somebody else: `action` and `outcome` are its words, and nothing says more."""

    citizen_id: str
    action: str
    at: datetime
    outcome: str | None = None


class Telling(Protocol):
    """Has a citizen told of news, if they asked for it; the log and the inbox have it in any case."""

    def tell(self, session: Session, news: News) -> None:
        """Put what must be sent into the outbox, in the caller's transaction."""
        ...
