"""What a test or a demo orders somebody to say, and the message that WeChat makes of it."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from card_integration.simulator.wechat.city import Account, City
from card_integration.simulator.wechat.media import MediaStore

_MODES = ("plain", "compatible", "aes")


class NotSayable(Exception):
    """The order to say something is itself wrong."""


@dataclass(frozen=True)
class Message:
    """One message or event as WeChat pushes it; a repeat of it has the same `msg_id` and `created`."""

    openid: str
    kind: str
    event: str
    elements: Mapping[str, str]
    msg_id: str
    created: str
    mode: str

    def as_xml(self, account: Account) -> str:
        """Return the XML that is pushed, or sealed."""
        head = {
            "ToUserName": receiver_of(account),
            "FromUserName": self.openid,
            "CreateTime": self.created,
            "MsgType": self.kind,
        }
        last = {} if self.kind == "event" else {"MsgId": self.msg_id}
        return f"<xml>{as_elements({**head, **self.elements, **last})}</xml>"


def receiver_of(account: Account) -> str:
    """Return the account's own name in a push."""
    return f"gh_{account.appid[-12:]}"


def as_elements(values: Mapping[str, str]) -> str:
    """Return the values as elements, each in CDATA."""
    return "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in values.items())


def read_order(order: Mapping[str, Any], city: City, media: MediaStore) -> Message:
    """Return the message of an order. Raises `NotSayable`.

    Who: `official_openid` or `wechat_code`. What: `kind` (text, image, voice, video, location, link,
    miniprogrampage, event) with `text`, `menu_id`, `image_base64`, `recognition`, `latitude`, `longitude`,
    `label`, `title`, `description`, `url`, `event`, `event_key`. How: `mode` (plain, compatible, aes).
    `msg_id` and `created` repeat an earlier push.
    """
    kind, mode = str(order.get("kind", "text")), str(order.get("mode", "plain"))
    if mode not in _MODES:
        raise NotSayable(f"mode is one of {', '.join(_MODES)}")
    if kind not in _ELEMENTS:
        raise NotSayable(f"kind is one of {', '.join(_ELEMENTS)}")
    return Message(
        openid=_openid(city, order),
        kind=kind,
        event=str(order.get("event", "")),
        elements=_ELEMENTS[kind](order, media),
        msg_id=str(order.get("msg_id") or secrets.randbelow(10**17) + 10**17),
        created=str(order.get("created") or int(time.time())),
        mode=mode,
    )


def _openid(city: City, order: Mapping[str, Any]) -> str:
    if order.get("official_openid"):
        return str(order["official_openid"])
    person = city.find_person(wechat_code=str(order.get("wechat_code", "")))
    if person is None:
        raise NotSayable("nobody in the city has this wechat_code")
    return person.official_openid


def _text(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    menu = {"bizmsgmenuid": str(order["menu_id"])} if "menu_id" in order else {}
    return {"Content": str(order.get("text", "")), **menu}


def _image(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    return {"PicUrl": "http://127.0.0.1/picture", "MediaId": _medium(order, media, "image/jpeg")}


def _voice(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    """The field for what was heard is there, and empty (D17)."""
    heard = str(order.get("recognition", ""))
    return {"MediaId": _medium(order, media, "audio/amr"), "Format": "amr", "Recognition": heard}


def _video(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    return {"MediaId": _medium(order, media, "video/mp4"), "ThumbMediaId": secrets.token_urlsafe(48)}


def _location(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    place = {"Location_X": str(order.get("latitude", "")), "Location_Y": str(order.get("longitude", ""))}
    return {**place, "Scale": "20", "Label": str(order.get("label", ""))}


def _link(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    names = {"Title": "title", "Description": "description", "Url": "url"}
    return {element: str(order.get(name, "")) for element, name in names.items()}


def _page(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    return {"Title": str(order.get("title", "")), "AppId": "wx-other", "PagePath": "pages/index"}


def _event(order: Mapping[str, Any], media: MediaStore) -> dict[str, str]:
    if not order.get("event"):
        raise NotSayable("an event needs its name")
    return {"Event": str(order["event"]), "EventKey": str(order.get("event_key", ""))}


_ELEMENTS: dict[str, Callable[[Mapping[str, Any], MediaStore], dict[str, str]]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "location": _location,
    "link": _link,
    "miniprogrampage": _page,
    "event": _event,
}


def _medium(order: Mapping[str, Any], media: MediaStore, content_type: str) -> str:
    try:
        content = base64.b64decode(str(order.get("image_base64", "")), validate=True)
    except binascii.Error:
        raise NotSayable("image_base64 is no base64") from None
    return media.add(content, content_type)


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
