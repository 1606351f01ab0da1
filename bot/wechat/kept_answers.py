"""What a follower has not been told yet: the rest of a long answer, and answers that came too late."""

from __future__ import annotations

from collections.abc import Sequence

from bot.wechat.replies import Part, tells_status
from bot.wechat.sealed_state import SealedParts, digest

_REST_SECONDS = 600
_LATE_SECONDS = 86400
_STATUS_SECONDS = 600


class KeptAnswers:
    """Keeps them encrypted, until they are asked for or their time is over."""

    def __init__(self, sealed: SealedParts, appid: str) -> None:
        self._sealed = sealed
        self._prefix = f"wechat:{appid}:kept"

    def keep_rest(self, openid: str, parts: Sequence[Part]) -> None:
        """Keep how the answer just given goes on."""
        self._sealed.put(self._rest(openid), parts, _REST_SECONDS)

    def keep_late(self, openid: str, parts: Sequence[Part]) -> None:
        """Keep an answer that WeChat does not let through until the follower writes again.

        What follows from the status is kept no longer than a status is: ten minutes.
        """
        seconds = _STATUS_SECONDS if any(map(tells_status, parts)) else _LATE_SECONDS
        self._sealed.put(self._late(openid), parts, seconds)

    def has_late(self, openid: str) -> bool:
        """Tell whether an answer waits that the follower has seen nothing of."""
        return self._sealed.has(self._late(openid))

    def take(self, openid: str) -> list[Part]:
        """Return all of it, and keep it no longer."""
        return (self._sealed.take(self._rest(openid)) or []) + (self._sealed.take(self._late(openid)) or [])

    def forget(self, openid: str) -> None:
        """Delete all of it."""
        self._sealed.delete(self._late(openid))
        self._sealed.delete(self._rest(openid))

    def _rest(self, openid: str) -> str:
        return f"{self._prefix}:rest:{digest(openid)}"

    def _late(self, openid: str) -> str:
        return f"{self._prefix}:late:{digest(openid)}"
