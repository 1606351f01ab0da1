"""What identity asks of the outside world: WeChat's two accounts and the real-name service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class WeChatLogin:
    """Who WeChat says has just signed in; `unionid` is absent unless both accounts are linked (M5)."""

    openid: str
    unionid: str | None


class WeChatLoginPort(Protocol):
    """Exchanges the mini-program's login code for the person's ids."""

    def exchange_code(self, code: str) -> WeChatLogin:
        """Return who signed in; the session key stays behind.

        Raises `Unauthenticated` (`wechat-code-invalid`, `wechat-code-used`), `Refused` (`wechat-high-risk`)
        and `Unavailable` (`wechat-busy`, with `retry_after_seconds`).
        """
        ...


class OfficialAccountPort(Protocol):
    """Looks people up among those who follow the official account."""

    def find_unionid(self, openid: str) -> str | None:
        """Return the follower's unionid, or None while WeChat gives none.

        Raises `Unavailable` (`wechat-busy`).
        """
        ...


class RealNameResult(StrEnum):
    """What the real-name service answered about a name and an ID number."""

    MATCH = "match"
    MISMATCH = "mismatch"
    STRONG_MATCH = "strong_match"
    STRONG_PROOF_INVALID = "strong_proof_invalid"


class RealNamePort(Protocol):
    """Asks the government's real-name service whether a name and an ID number belong together."""

    def check(self, name: str, id_number: str, strong_proof: str | None) -> RealNameResult:
        """Return the service's answer; `STRONG_MATCH` means a live proof (face or 网证) was passed as well.

        Raises `Unavailable` (`real-name-unavailable`).
        """
        ...
