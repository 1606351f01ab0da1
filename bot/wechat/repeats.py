"""WeChat repeats a push when it is unsure; this remembers what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis

from backend.platform.field_encryption import FieldCipher
from bot.wechat.push import Push
from bot.wechat.replies import Part
from bot.wechat.sealed_state import SealedParts, digest

_KEPT_SECONDS = 900  # longer than both halves of the replay window together
_ANSWER_SECONDS = 60  # WeChat repeats within fifteen; what was told is kept no longer than that needs

_WORKED_ON, _ASKED_AGAIN = b"worked on", b"asked again"


@dataclass(frozen=True)
class Turn:
    """Whether this push is ours to work on; if not, the part it was answered with, if it was by now."""

    is_first: bool
    answered: Part | None = None


class Repeats:
    """Lets each push be worked on once, over all workers (duties D10, D11, D25).

    What was answered is kept encrypted: it may be about the sender, and asking anew could act twice.
    """

    def __init__(self, redis: Redis, cipher: FieldCipher, appid: str) -> None:
        self._redis = redis
        self._sealed = SealedParts(redis, cipher)
        self._prefix = f"wechat:{appid}:push"

    def begin(self, push: Push) -> Turn:
        """Claim `push`, or say what became of it; a signature seen with another push earns nothing."""
        name = digest(push.key)
        if not self._is_proof_of(push.proof, name):
            return Turn(is_first=False)
        if self._redis.set(self._claim(push), _WORKED_ON, nx=True, ex=_KEPT_SECONDS):
            return Turn(is_first=True)
        answered = self._sealed.find(self._answer(push))
        if answered:
            return Turn(is_first=False, answered=answered[0])
        self._redis.set(self._claim(push), _ASKED_AGAIN, xx=True, keepttl=True)
        return Turn(is_first=False)

    def was_asked_again(self, push: Push) -> bool:
        """Tell whether a repeat came and got nothing: WeChat no longer waits for what the first one says."""
        return self._redis.get(self._claim(push)) == _ASKED_AGAIN

    def finish(self, push: Push, answered: Part | None) -> None:
        """Keep the answer for whoever repeats the push; none where it went another way."""
        if answered is not None:
            self._sealed.put(self._answer(push), [answered], _ANSWER_SECONDS)

    def release(self, push: Push) -> None:
        """Let a repeat work on the push: this time it came to nothing."""
        self._redis.delete(self._claim(push))

    def _is_proof_of(self, proof: str, name: str) -> bool:
        """In plain mode the signature does not cover the body, so each is good for one message only."""
        key = f"{self._prefix}:proof:{digest(proof)}"
        if self._redis.set(key, name, nx=True, ex=_KEPT_SECONDS):
            return True
        return self._redis.get(key) in (name, name.encode())

    def _claim(self, push: Push) -> str:
        return f"{self._prefix}:{digest(push.key)}"

    def _answer(self, push: Push) -> str:
        return f"{self._claim(push)}:answer"
