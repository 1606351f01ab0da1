"""Short-lived state about a follower: encrypted, found by a digest of the openid, and gone by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from redis import Redis

from backend.platform.field_encryption import CannotDecrypt, FieldCipher
from bot.wechat.replies import Part, part_from_data, part_to_data


def digest(*parts: str) -> str:
    """Return a name in Redis for what must not stand there in clear."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class SealedParts:
    """Keeps parts of answers under a key of Redis, bound to that key."""

    def __init__(self, redis: Redis, cipher: FieldCipher) -> None:
        self._redis = redis
        self._cipher = cipher

    def put(self, key: str, parts: Sequence[Part], seconds: int) -> None:
        """Keep `parts` in place of what was there."""
        text = json.dumps([part_to_data(part) for part in parts], ensure_ascii=False)
        self._redis.set(key, self._cipher.encrypt(text, key), ex=seconds)

    def find(self, key: str) -> list[Part] | None:
        """Return what is kept; None where nothing is, or nothing that can be opened any more."""
        return self._opened(key, self._redis.get(key))

    def take(self, key: str) -> list[Part] | None:
        """Return what is kept and keep it no longer."""
        return self._opened(key, self._redis.getdel(key))

    def delete(self, key: str) -> None:
        """Forget it."""
        self._redis.delete(key)

    def has(self, key: str) -> bool:
        """Tell whether something is kept."""
        return bool(self._redis.exists(key))

    def _opened(self, key: str, stored: object) -> list[Part] | None:
        if not isinstance(stored, bytes):
            return None
        try:
            return [part_from_data(one) for one in json.loads(self._cipher.decrypt(stored, key))]
        except CannotDecrypt:
            return None
