"""A simulator's own clock, which a test or a tour may set forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class ShiftedClock:
    """The machine's clock plus an offset; the offset is forgotten at a restart."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the simulator's present moment, aware, in UTC, cut to whole seconds."""
        return (datetime.now(UTC) + self._offset).replace(microsecond=0)

    def shift(self, offset_seconds: int) -> None:
        """Run from now on `offset_seconds` away from the machine's clock."""
        self._offset = timedelta(seconds=offset_seconds)
