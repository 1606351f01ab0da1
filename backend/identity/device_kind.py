"""A coarse word for the device of a sign-in; nothing finer of what a client says about itself is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self


class App(StrEnum):
    """The program in which somebody signed in."""

    WECHAT = "wechat"
    BROWSER = "browser"
    OTHER = "other"


class Machine(StrEnum):
    """What the program runs on."""

    ANDROID_PHONE = "android_phone"
    ANDROID_TABLET = "android_tablet"
    HARMONY_PHONE = "harmony_phone"
    HARMONY_TABLET = "harmony_tablet"
    HARMONY_COMPUTER = "harmony_computer"
    IPHONE = "iphone"
    IPAD = "ipad"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    OTHER = "other"


class _Words(NamedTuple):
    zh: str
    en: str


_APPS = {
    App.WECHAT: _Words("微信", "WeChat"),
    App.BROWSER: _Words("浏览器", "Browser"),
    App.OTHER: _Words("其他程序", "Other program"),
}
_MACHINES = {
    Machine.ANDROID_PHONE: _Words("安卓手机", "Android phone"),
    Machine.ANDROID_TABLET: _Words("安卓平板", "Android tablet"),
    Machine.HARMONY_PHONE: _Words("鸿蒙手机", "HarmonyOS phone"),
    Machine.HARMONY_TABLET: _Words("鸿蒙平板", "HarmonyOS tablet"),
    Machine.HARMONY_COMPUTER: _Words("鸿蒙电脑", "HarmonyOS computer"),
    Machine.IPHONE: _Words("iPhone", "iPhone"),
    Machine.IPAD: _Words("iPad", "iPad"),
    Machine.WINDOWS: _Words("Windows 电脑", "Windows computer"),
    Machine.MAC: _Words("Mac 电脑", "Mac"),
    Machine.LINUX: _Words("Linux 电脑", "Linux computer"),
    Machine.OTHER: _Words("其他设备", "other device"),
}
_BETWEEN = " · "
_IN_CODE = "."


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """A program on a kind of machine: so many share it that it tells nobody apart."""

    app: App
    machine: Machine

    @property
    def zh(self) -> str:
        """Return the kind in Chinese, as 微信 · 安卓手机."""
        return _BETWEEN.join((_APPS[self.app].zh, _MACHINES[self.machine].zh))

    @property
    def en(self) -> str:
        """Return the kind in English."""
        return _BETWEEN.join((_APPS[self.app].en, _MACHINES[self.machine].en))

    @property
    def code(self) -> str:
        """Return the kind as it is kept, as `wechat.android_phone`."""
        return _IN_CODE.join((self.app, self.machine))

    @classmethod
    def of_code(cls, code: str | None) -> Self:
        """Return the kind that was kept; nothing was before the first devices were noted."""
        app, _, machine = (code or "").partition(_IN_CODE)
        return cls(App(app or App.OTHER), Machine(machine or Machine.OTHER))


def device_kind_of(user_agent: str) -> DeviceKind:
    """Return the kind that a User-Agent (RFC 9110 section 10.1.5) speaks of; it may say anything."""
    said = user_agent.lower()
    return DeviceKind(_app_of(said), _machine_of(said))


def _app_of(said: str) -> App:
    if "micromessenger" in said:
        return App.WECHAT
    return App.BROWSER if said.startswith("mozilla/") else App.OTHER


def _machine_of(said: str) -> Machine:
    # A HarmonyOS phone may call itself an Android one too, WeChat on a computer names its host last.
    if "harmony" in said:
        return _harmony_machine_of(said)
    if "iphone" in said or "ipod" in said:
        return Machine.IPHONE
    if "ipad" in said:
        return Machine.IPAD
    if "android" in said:
        return Machine.ANDROID_PHONE if "mobile" in said else Machine.ANDROID_TABLET
    for mark, machine in (("windows", Machine.WINDOWS), ("mac", Machine.MAC), ("linux", Machine.LINUX)):
        if mark in said:
            return machine
    return Machine.OTHER


def _harmony_machine_of(said: str) -> Machine:
    if "tablet" in said:
        return Machine.HARMONY_TABLET
    return Machine.HARMONY_COMPUTER if "(pc;" in said else Machine.HARMONY_PHONE
