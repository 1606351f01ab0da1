"""How often one caller of the chat is answered, counted over all workers."""

from __future__ import annotations

import redis

from backend.platform.errors import TooMany
from backend.platform.field_encryption import BlindIndex
from backend.platform.short_lived import short_lived_unavailable

_WINDOWS = ((60, 20), (86400, 400))


class Pace:
    """Lets a caller ask 20 times a minute and 400 times a day."""

    def __init__(self, short_lived: redis.Redis, blind_index: BlindIndex) -> None:
        self._redis = short_lived
        self._blind_index = blind_index

    def spend(self, caller: str) -> None:
        """Count one question; raises `TooMany` beyond the limit, `Unavailable` without Redis."""
        digest = self._blind_index.of("bot.caller", caller).hex()
        try:
            for seconds, most in _WINDOWS:
                key = f"chat:{{{digest}}}:{seconds}"
                with self._redis.pipeline() as pipe:
                    pipe.set(key, 0, nx=True, ex=seconds)
                    pipe.incr(key)
                    pipe.ttl(key)
                    _, spent, left_seconds = pipe.execute()
                if spent > most:
                    raise _too_many(max(left_seconds, 1))
        except redis.RedisError as error:
            raise short_lived_unavailable() from error


def _too_many(retry_after_seconds: int) -> TooMany:
    return TooMany(
        "chat-too-fast",
        zh="问得太快了，请过一会儿再发；着急的话请联系人工。",
        en="Too many questions at once; please wait a little, or turn to a person.",
        retry_after_seconds=retry_after_seconds,
    )
