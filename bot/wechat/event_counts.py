"""Events that nobody has prepared for: noted for the operator, without a word about a person (duty D28)."""

from __future__ import annotations

import logging
import re

from redis import Redis

_NAME = re.compile(r"[a-z0-9_]{1,60}")
_UNREADABLE = "unreadable"
_PUNISHED = "wxa_punish_event"

logger = logging.getLogger(__name__)


class EventCounts:
    """Counts them by name in Redis, so that `bot events` tells of all workers."""

    def __init__(self, redis: Redis, appid: str) -> None:
        self._redis = redis
        self._key = f"wechat:{appid}:unexpected_events"

    def note(self, name: str) -> None:
        """Count one and write it to the log; that WeChat punishes the account is an error there."""
        known = name if _NAME.fullmatch(name) else _UNREADABLE
        logger.log(logging.ERROR if known == _PUNISHED else logging.WARNING, "WeChat pushed %s", known)
        self._redis.hincrby(self._key, known, 1)

    def read(self) -> dict[str, int]:
        """Return how many came of each name."""
        counts = self._redis.hgetall(self._key).items()
        return {str(name, "ascii"): int(count) for name, count in sorted(counts) if isinstance(name, bytes)}
