"""Counting attempts, so that nobody can try for ever."""

from __future__ import annotations

import redis

from backend.platform.errors import TooMany
from backend.platform.short_lived import short_lived_unavailable

_MOST_ATTEMPTS = 10
_WINDOW_SECONDS = 3600


class Attempts:
    """Allows so many attempts in a while at anything that has a name; ten an hour where nothing is said."""

    def __init__(
        self, short_lived: redis.Redis, *, most: int = _MOST_ATTEMPTS, window_seconds: int = _WINDOW_SECONDS
    ) -> None:
        self._redis = short_lived
        self._most = most
        self._window_seconds = window_seconds

    def spend(self, name: str) -> None:
        """Count one attempt; raises `TooMany` for the one too many, `Unavailable` without Redis."""
        key = f"attempts:{name}"
        try:
            with self._redis.pipeline() as pipe:
                pipe.set(key, 0, nx=True, ex=self._window_seconds)
                pipe.incr(key)
                pipe.ttl(key)
                _, spent, left_seconds = pipe.execute()
        except redis.RedisError as error:
            raise short_lived_unavailable() from error
        if spent > self._most:
            raise TooMany(
                "too-many-attempts",
                zh="尝试次数过多，请过一会儿再试。",
                en="Too many attempts; please try again later.",
                retry_after_seconds=max(left_seconds, 1),
            )

    def forget(self, name: str) -> None:
        """Let what has succeeded begin anew; raises `Unavailable` without Redis."""
        try:
            self._redis.delete(f"attempts:{name}")
        except redis.RedisError as error:
            raise short_lived_unavailable() from error
