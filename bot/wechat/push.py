"""What WeChat pushes: one message or event, with everything in it that an answer may need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.wechat.library import UnreadableMessage, read_message

_NUMBER = re.compile(r"[0-9]{1,10}")
_USER = re.compile(r"[0-9A-Za-z_@.-]{1,128}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,10})?")
_CHOICE = re.compile(r"(topic|dialogue):[a-z_]{1,40}(\.[a-z_]{1,40})?")
_SCANS = frozenset({"subscribe_scan", "scan"})


class HostilePush(Exception):
    """Whatever WeChat would not send: forged, stale, malformed, too large; `status` is the HTTP answer."""

    def __init__(self, reason: str, status: int = 403) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Location:
    """A place that the sender chose to send."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True)
class Link:
    """A page that the sender shared; nothing of it is to be believed, and it is never fetched."""

    title: str
    description: str
    url: str


@dataclass(frozen=True)
class Push:
    """One message or event of one follower; `key` tells it from others, `proof` is its signature (D10, D25).

    An official account has no groups: whatever is answered is read by the sender alone. `event` is in lower
    case; following by a scene code is `subscribe_scan`. `recognition` is what WeChat heard in a voice
    message, mostly nothing (D17). `menu_id` is set where the text was chosen from a menu inside the chat.
    `person` is who an event is about: the sender, but for what WeChat tells of an authorisation (D27).
    """

    sender: str
    account: str
    kind: str
    key: str
    proof: str
    sent_at: datetime
    text: str = ""
    event: str = ""
    event_key: str = ""
    recognition: str = ""
    media_id: str = ""
    location: Location | None = None
    link: Link | None = None
    menu_id: str = ""
    person: str = ""

    @property
    def scene(self) -> str:
        """Return the scene of the code that was scanned, whether it was followed by it or before (D18)."""
        return self.event_key if self.event in _SCANS else ""

    @property
    def choice(self) -> str:
        """Return what a menu entry or a scene asks for, as in `topic:status.view`, or ''."""
        asked = self.event_key if self.event in ("click", *_SCANS) else ""
        return asked if _CHOICE.fullmatch(asked) else ""


def read_push(xml: str, proof: str) -> Push:
    """Return the push that `xml` describes. Raises `HostilePush` for a form that WeChat does not write."""
    fields = _fields(xml)
    sender, account = _text(fields, "FromUserName"), _text(fields, "ToUserName")
    created, kind = _text(fields, "CreateTime"), _text(fields, "MsgType").lower()
    if not (_USER.fullmatch(sender) and _USER.fullmatch(account) and _NUMBER.fullmatch(created) and kind):
        raise HostilePush("a core element is missing", 400)
    event, event_key = _text(fields, "Event"), _text(fields, "EventKey")
    person = _text(fields, "OpenID") or sender
    return Push(
        sender=sender,
        account=account,
        kind=kind,
        key=_text(fields, "MsgId") or "\n".join((person, created, event, event_key)),
        proof=proof,
        sent_at=datetime.fromtimestamp(int(created), UTC),
        text=_text(fields, "Content"),
        event=event.lower(),
        event_key=event_key,
        recognition=_text(fields, "Recognition"),
        media_id=_text(fields, "MediaId"),
        location=_location(fields) if kind == "location" else None,
        link=_link(fields) if kind == "link" else None,
        menu_id=_text(fields, "bizmsgmenuid"),
        person=person,
    )


def _fields(xml: str) -> dict[str, Any]:
    try:
        return read_message(xml)
    except UnreadableMessage as trouble:
        raise HostilePush(str(trouble), 400) from None


def _location(fields: Mapping[str, Any]) -> Location | None:
    latitude, longitude = _text(fields, "Location_X"), _text(fields, "Location_Y")
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        return None
    return Location(float(latitude), float(longitude), _text(fields, "Label"))


def _link(fields: Mapping[str, Any]) -> Link:
    return Link(_text(fields, "Title"), _text(fields, "Description"), _text(fields, "Url"))


def _text(fields: Mapping[str, Any], name: str) -> str:
    """Return an element's text; a repeated or nested one is refused (defect W10), an empty one is ''."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise HostilePush(f"{name} is not plain text", 400)
    return value
