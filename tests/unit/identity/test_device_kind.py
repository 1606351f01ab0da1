from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.identity.device_kind import App, DeviceKind, Machine, device_kind_of

IN_WECHAT = "MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
ON_ANDROID = "Mozilla/5.0 (Linux; Android 14; PGZ110 Build/UP1A; wv) AppleWebKit/537.36 Chrome/130.0"


@pytest.mark.parametrize(
    ("user_agent", "zh"),
    [
        (f"{ON_ANDROID} Mobile Safari/537.36 {IN_WECHAT} MiniProgramEnv/android", "微信 · 安卓手机"),
        (f"{ON_ANDROID} Safari/537.36 {IN_WECHAT}", "微信 · 安卓平板"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Mobile/15E148 MicroMessenger/8.0.53(0x18003531) NetType/4G Language/zh_CN",
            "微信 · iPhone",
        ),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) MicroMessenger/8.0.49", "微信 · iPad"),
        (f"Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile {IN_WECHAT}", "微信 · 鸿蒙手机"),
        (f"Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) Mobile {IN_WECHAT}", "微信 · 鸿蒙手机"),
        ("Mozilla/5.0 (Tablet; OpenHarmony 5.0) ArkWeb/4.1", "浏览器 · 鸿蒙平板"),
        ("Mozilla/5.0 (PC; OpenHarmony 5.0) ArkWeb/4.1", "浏览器 · 鸿蒙电脑"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/132 Safari/537.36 MicroMessenger/7.0.20.1781"
            " NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF",
            "微信 · Windows 电脑",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15", "浏览器 · Mac 电脑"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "浏览器 · Linux 电脑"),
        ("python-httpx/0.28.1", "其他程序 · 其他设备"),
        ("", "其他程序 · 其他设备"),
    ],
)
def test_a_client_is_told_by_its_program_and_its_kind_of_machine(user_agent: str, zh: str) -> None:
    assert device_kind_of(user_agent).zh == zh


@given(st.text(max_size=300))
def test_whatever_a_client_says_it_is_one_of_the_few_kinds_and_its_words_are_not_kept(said: str) -> None:
    kind = device_kind_of(said)
    assert DeviceKind.of_code(kind.code) == kind
    assert kind.code in {f"{app}.{machine}" for app in App for machine in Machine}


@pytest.mark.parametrize("app", App)
@pytest.mark.parametrize("machine", Machine)
def test_every_kind_has_words_in_both_languages_and_fits_its_column(app: App, machine: Machine) -> None:
    kind = DeviceKind(app, machine)
    assert kind.zh
    assert kind.en.isascii() or "·" in kind.en
    assert len(kind.code) <= 32


def test_a_sign_in_of_before_devices_were_noted_is_some_other_device() -> None:
    assert DeviceKind.of_code(None) == DeviceKind(App.OTHER, Machine.OTHER)
