from __future__ import annotations

from backend.identity.device_kind import App, DeviceKind, Machine
from backend.identity.devices import Device
from backend.platform.errors import NotFound
from tests.builders.clock import NOON
from tests.functional.http.fakes import AS_CITIZEN, CALLER

PATH = "/api/v1/me/devices"
PHONE = Device("sin_1", DeviceKind(App.WECHAT, Machine.ANDROID_PHONE), NOON, NOON, is_current=True)


def test_a_device_is_shown_by_a_coarse_word_and_marked_where_it_asks(client, told) -> None:
    told.devices.answers["list_of_caller"] = [PHONE]
    answer = client.get(PATH, headers=AS_CITIZEN)
    assert answer.json["devices"] == [
        {
            "id": "sin_1",
            "name": "微信 · 安卓手机",
            "app": "wechat",
            "machine": "android_phone",
            "signed_in_at": "2026-11-23T12:00:00+08:00",
            "last_seen_at": "2026-11-23T12:00:00+08:00",
            "current": True,
        }
    ]
    english = client.get(PATH, headers=AS_CITIZEN | {"Accept-Language": "en"}).json["devices"]
    assert english[0]["name"] == "WeChat · Android phone"


def test_a_device_is_signed_out_with_an_empty_answer(client, told) -> None:
    told.devices.answers["sign_out"] = None
    assert client.delete(f"{PATH}/sin_2", headers=AS_CITIZEN).status_code == 204
    assert told.devices.asked == [("sign_out", CALLER, "sin_2")]


def test_all_others_are_signed_out_by_the_list_itself(client, told) -> None:
    told.devices.answers["sign_out_others"] = None
    assert client.delete(PATH, headers=AS_CITIZEN).status_code == 204
    assert told.devices.asked == [("sign_out_others", CALLER)]


def test_a_device_that_is_not_there_is_not_found(client, told) -> None:
    told.devices.answers["sign_out"] = NotFound("device-not-found", zh="没有", en="None")
    answer = client.delete(f"{PATH}/sin_2", headers=AS_CITIZEN)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/device-not-found")
