"""Lengthening the lease of a message while its handler runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Unavailable
from backend.platform.outbox.breaker import lengthen_probe
from backend.platform.outbox.queue import Claim, renew

log = logging.getLogger(__name__)

_BEATS_PER_LEASE = 3
# A handler that hangs for ever must not keep its message for ever: ten minutes, with a lease of 30 seconds.
_MOST_BEATS = 60


class Heartbeat:
    """Keeps the lease of the message in work, so that nobody repeats a call that only takes long."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease

    @contextmanager
    def keeping(self, claim: Claim) -> Iterator[None]:
        """Renew the lease until the block ends; a lease that was lost stays lost."""
        ended = threading.Event()
        thread = threading.Thread(target=self._beat, args=(claim, ended), daemon=True, name="lease")
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _beat(self, claim: Claim, ended: threading.Event) -> None:
        pause = self._lease.total_seconds() / _BEATS_PER_LEASE
        for _ in range(_MOST_BEATS):
            if ended.wait(pause):
                return
            try:
                if not self._renew(claim):
                    log.warning("outbox %s attempt %d lost its lease", claim.topic, claim.attempt)
                    return
            except Unavailable:
                log.warning("outbox %s: the store does not renew the lease", claim.topic)
        log.error("outbox %s attempt %d takes too long; its lease will end", claim.topic, claim.attempt)

    def _renew(self, claim: Claim) -> bool:
        until = self._clock.now() + self._lease
        with self._database.transaction() as session:
            if not renew(session, claim, until):
                return False
            lengthen_probe(session, claim, until)
            return True
