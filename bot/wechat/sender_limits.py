"""How often one follower is answered (duty D32)."""

from __future__ import annotations

from enum import StrEnum

from redis import Redis

from bot.wechat.sealed_state import digest

MOST_A_MINUTE = 20
MOST_A_DAY = 200
_WINDOWS = ((60, MOST_A_MINUTE), (86400, MOST_A_DAY))


class Verdict(StrEnum):
    """What becomes of one more message."""

    ANSWERED = "answered"
    TOLD_TO_WAIT = "told_to_wait"
    SILENCE = "silence"


class SenderLimits:
    """Counts the messages of each follower, over all workers."""

    def __init__(self, redis: Redis, appid: str) -> None:
        self._redis = redis
        self._prefix = f"wechat:{appid}:messages"

    def judge(self, openid: str) -> Verdict:
        """Count one message; the first that is too much earns a notice, those after it silence."""
        over = max(self._count(openid, seconds) - most for seconds, most in _WINDOWS)
        if over <= 0:
            return Verdict.ANSWERED
        return Verdict.TOLD_TO_WAIT if over == 1 else Verdict.SILENCE

    def forget(self, openid: str) -> None:
        """Delete the counts of a follower."""
        for seconds, _ in _WINDOWS:
            self._redis.delete(self._key(openid, seconds))

    def _count(self, openid: str, seconds: int) -> int:
        key = self._key(openid, seconds)
        with self._redis.pipeline() as pipe:
            pipe.set(key, 0, nx=True, ex=seconds)
            pipe.incr(key)
            counted = pipe.execute()[1]
        return int(counted)

    def _key(self, openid: str, seconds: int) -> str:
        return f"{self._prefix}:{seconds}:{digest(openid)}"
