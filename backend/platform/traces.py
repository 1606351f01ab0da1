"""Where in Redis something of a person lies, so that it can be found again and deleted with the person."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import redis

from backend.platform.field_encryption import BlindIndex
from backend.platform.short_lived import short_lived_unavailable

_KEPT_FOR = timedelta(days=2)  # longer than anything whose place is noted here


class Traces:
    """Keeps, under a digest of the person, the names of keys under which something of theirs is kept."""

    def __init__(self, short_lived: redis.Redis, blind_index: BlindIndex) -> None:
        self._redis = short_lived
        self._blind_index = blind_index

    def note(self, citizen_id: str, key: str) -> None:
        """Note a key before anything is kept under it; raises `Unavailable` without Redis."""
        name = self._name_of(citizen_id)
        try:
            with self._redis.pipeline() as pipe:
                pipe.sadd(name, key)
                pipe.expire(name, _KEPT_FOR)
                pipe.execute()
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def delete_all(self, citizen_id: str) -> None:
        """Delete whatever is kept under the noted keys; again changes nothing. Raises `Unavailable`."""
        name = self._name_of(citizen_id)
        try:
            # One by one: on a cluster they lie in different places.
            for key in cast("set[bytes]", self._redis.smembers(name)):
                self._redis.delete(key)
                self._redis.srem(name, key)
        except redis.RedisError as error:
            raise short_lived_unavailable() from error

    def _name_of(self, citizen_id: str) -> str:
        return f"traces:{{{self._blind_index.of('traces', citizen_id).hex()}}}"
