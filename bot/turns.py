"""One turn of a conversation: what a person said at some door, and what is said back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Door(StrEnum):
    """Where a conversation takes place."""

    WECHAT = "wechat"
    PHONE = "phone"
    TERMINAL = "terminal"


def _nobody() -> str | None:
    return None


@dataclass(frozen=True)
class Turn:
    """What one person said.

    `conversation` tells it from every other at this door. `key` is the same for a repeat of the same message.
    `choice` is what a menu entry asks for, as in `topic:status.view` or `dialogue:my_status`. `find_citizen`
    returns whose data may be told here, and `load_photo` the content of the picture that was sent; both are
    called only where they are needed, and raise `DomainError`.
    """

    door: Door
    conversation: str
    key: str
    text: str = ""
    choice: str = ""
    find_citizen: Callable[[], str | None] = _nobody
    load_photo: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Picture:
    """A picture to be shown; `path` is where a signed-in phone fetches the same."""

    content: bytes
    media_type: str
    path: str


@dataclass(frozen=True)
class Said:
    """One message back.

    `is_personal` marks what is of the person alone, and is kept nowhere. `choices` are what may be answered
    to a question. `upload_path` is where a phone sends the file that the text asks for. `hands_over` says
    that from here a human shall answer. `tells_status` marks what follows from the person's status:
    told later, it needs the consent that stands by then.
    """

    text: str
    is_personal: bool = False
    choices: tuple[str, ...] = ()
    picture: Picture | None = None
    upload_path: str | None = None
    hands_over: bool = False
    tells_status: bool = False
