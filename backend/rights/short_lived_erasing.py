"""What lies in Redis of a closed account."""

from __future__ import annotations

import redis

from backend.platform.attempts import Attempts
from backend.platform.field_encryption import BlindIndex
from backend.platform.short_lived import short_lived_unavailable
from backend.platform.traces import Traces
from backend.status.memo import StatusMemos


class ShortLivedErasing:
    """Deletes the kept status, conversations and counters of a citizen."""

    def __init__(self, short_lived: redis.Redis, blind_index: BlindIndex) -> None:
        self._memos = StatusMemos(short_lived)
        self._traces = Traces(short_lived, blind_index)
        self._attempts = Attempts(short_lived)

    def erase(self, citizen_id: str) -> None:
        """Delete all of it; again changes nothing. Raises `Unavailable` without Redis."""
        if not self._memos.forget(citizen_id):
            raise short_lived_unavailable()
        self._traces.delete_all(citizen_id)
        for name in (f"identity:{citizen_id}", export_counter(citizen_id)):
            self._attempts.forget(name)


def export_counter(citizen_id: str) -> str:
    """Return the name under which the exports of a day are counted."""
    return f"export:{citizen_id}"
