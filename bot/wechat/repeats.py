"""WeChat repeats a push when it is unsure; this remembers what was answered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from redis import Redis

from bot.wechat.push import Push

_KEPT_SECONDS = 900  # longer than both halves of the replay window together
_WORKING = "working"
_NO_REPLY = "silent"
_REPLY = "reply:"
_ANSWER_ANEW = "personal"


@dataclass(frozen=True)
class Turn:
    """Whether this push is ours to work on; if not, the reply it got before, if there is one by now."""

    is_first: bool
    reply: str | None


class Repeats:
    """Lets each push be worked on once, over all workers (duties D10, D11, D25)."""

    def __init__(self, redis: Redis, appid: str) -> None:
        self._redis = redis
        self._prefix = f"wechat:{appid}:push"

    def begin(self, push: Push) -> Turn:
        """Claim `push`, or say what became of it; a signature seen with another push earns nothing."""
        digest = _digest(push.key)
        if not self._is_proof_of(push.proof, digest):
            return Turn(is_first=False, reply=None)
        if self._redis.set(self._key(digest), _WORKING, nx=True, ex=_KEPT_SECONDS):
            return Turn(is_first=True, reply=None)
        stored = _as_text(self._redis.get(self._key(digest))) or ""
        if stored == _ANSWER_ANEW:
            return Turn(is_first=True, reply=None)
        return Turn(is_first=False, reply=stored.removeprefix(_REPLY) if stored.startswith(_REPLY) else None)

    def finish(self, push: Push, reply: str | None, *, is_personal: bool) -> None:
        """Keep the reply for whoever repeats the push; of a personal one keep only that there was one."""
        outcome = _NO_REPLY if reply is None else _REPLY + reply
        if is_personal:
            outcome = _ANSWER_ANEW
        self._redis.set(self._key(_digest(push.key)), outcome, ex=_KEPT_SECONDS)

    def _is_proof_of(self, proof: str, digest: str) -> bool:
        """In plain mode the signature does not cover the body, so each is good for one message only."""
        key = f"{self._prefix}:proof:{_digest(proof)}"
        if self._redis.set(key, digest, nx=True, ex=_KEPT_SECONDS):
            return True
        return _as_text(self._redis.get(key)) == digest

    def _key(self, digest: str) -> str:
        return f"{self._prefix}:{digest}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _as_text(value: object) -> str | None:
    return value.decode() if isinstance(value, bytes) else value if isinstance(value, str) else None
