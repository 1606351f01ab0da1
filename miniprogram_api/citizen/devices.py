"""The devices on which the citizen is signed in, and signing them out."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.identity.access_tokens import SignedInCitizen
from backend.identity.device_kind import App, Machine
from backend.identity.devices import Device
from miniprogram_api.answer_fields import Answer, flag, moment, parts, text, word
from miniprogram_api.authentication import CITIZEN
from miniprogram_api.json_answers import empty_answer, json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("devices", "登录的设备 Devices", CITIZEN)


class DeviceAnswer(Answer):
    """A device that is signed in; of what it says about itself only the kind is kept, and no address."""

    id = text()
    name = text("A coarse word for it.", example="微信 · 安卓手机")
    app = word(App, "`other` where the device said nothing.")
    machine = word(Machine)
    signed_in_at = moment("When it signed in.")
    last_seen_at = moment("When it was last seen, in whole hours.")
    current = flag("The device that asks.")


class DevicesAnswer(Answer):
    """Every device that is signed in, last seen first."""

    devices = parts(DeviceAnswer)


@room.operation("GET", "/me/devices", Gives(DevicesAnswer))
def list_devices(caller: SignedInCitizen) -> Response:
    """查看登录的设备 See where I am signed in"""
    language = asked_language()
    devices = services().devices.list_of_caller(caller)
    return json_answer({"devices": [_render_device(one, language) for one in devices]})


@room.operation("DELETE", "/me/devices/<device_id>", Gives(None, 204))
def sign_out_device(caller: SignedInCitizen, device_id: str) -> Response:
    """退出一台设备，马上生效 Sign one device out at once; again changes nothing"""
    services().devices.sign_out(caller, device_id)
    return empty_answer()


@room.operation("DELETE", "/me/devices", Gives(None, 204))
def sign_out_other_devices(caller: SignedInCitizen) -> Response:
    """退出其他所有设备，保留这一台 Sign every other device out, and keep this one"""
    services().devices.sign_out_others(caller)
    return empty_answer()


def _render_device(device: Device, language: Language) -> dict[str, Any]:
    return {
        "id": device.id,
        "name": language.pick(device.kind.zh, device.kind.en),
        "app": device.kind.app,
        "machine": device.kind.machine,
        "signed_in_at": city_time(device.signed_in_at),
        "last_seen_at": city_time(device.seen_at),
        "current": device.is_current,
    }
