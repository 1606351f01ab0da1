"""A clock that stands still until it is told to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class StandingClock:
    """Shows the same moment until `pass_time`."""

    def __init__(self, moment: datetime = NOON) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._moment

    def pass_time(self, **how_long: float) -> None:
        """Move on, as in `pass_time(minutes=15)`."""
        self._moment += timedelta(**how_long)
