"""What carrying news asks of WeChat, in words that hold whatever carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class PushMessage:
    """One message: the name of its template, the page that it opens, what each field says."""

    template: str
    page: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """WeChat took the message."""


@dataclass(frozen=True)
class Lost:
    """The message may have been sent; its answer never came."""


@dataclass(frozen=True)
class NotPermitted:
    """The person permits no such message now, or never did. That is normal."""


@dataclass(frozen=True)
class NobodyThere:
    """WeChat knows no such person any more."""


@dataclass(frozen=True)
class NotNow:
    """The message was not sent, and may be later; `is_well` says that WeChat answers and this one waits."""

    trouble: str
    retry_after_seconds: int | None = None
    is_well: bool = False


@dataclass(frozen=True)
class Unsendable:
    """WeChat refuses the message itself, or us: a person must look."""

    trouble: str


PushOutcome = Sent | Lost | NotPermitted | NobodyThere | NotNow | Unsendable


class MessagePush(Protocol):
    """Sends messages to citizens' phones."""

    def find_template_id(self, template: str) -> str | None:
        """Return WeChat's id of a template, for which the mini-program asks; None where the city has none."""
        ...

    def send(self, openid: str, message: PushMessage) -> PushOutcome:
        """Send a message once, and say what came of it; nothing is raised, and nothing tried twice."""
        ...


class NoPush:
    """A city without subscribe messages: there is no template to ask for."""

    def find_template_id(self, template: str) -> str | None:
        """Return None: no template is set up."""
        return None

    def send(self, openid: str, message: PushMessage) -> PushOutcome:
        """Refuse."""
        return Unsendable("the city has no subscribe messages")
