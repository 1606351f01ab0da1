"""The account's menu and what WeChat refuses in one (自定义菜单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from card_integration.simulator.wechat.errors import WeChatError

_MOST_BUTTONS, _MOST_SUB_BUTTONS = 3, 5
_LONGEST_KEY_BYTES, _LONGEST_URL_BYTES = 128, 1024
_TYPES = frozenset({"click", "view", "miniprogram"})


@dataclass(frozen=True)
class _Level:
    longest_name_bytes: int
    bad_count: int
    bad_type: int
    bad_name: int
    bad_key: int
    bad_url: int


_TOP = _Level(16, 40016, 40017, 40018, 40019, 40020)
_SUB = _Level(60, 40023, 40024, 40025, 40026, 40027)


class Menu:
    """Holds the menu as WeChat gives it back: with an empty list under each button that has no others."""

    def __init__(self) -> None:
        self._buttons: list[dict[str, Any]] | None = None

    def create(self, body: Any) -> None:
        """Take a menu in place of the one before. Raises `WeChatError`."""
        buttons = body.get("button") if isinstance(body, dict) else None
        if not isinstance(buttons, list):
            raise WeChatError(40016)
        self._buttons = _checked(buttons, _TOP, _MOST_BUTTONS)

    def get(self) -> dict[str, Any]:
        """Return the menu. Raises `WeChatError` where there is none."""
        if self._buttons is None:
            raise WeChatError(46003)
        return {"menu": {"button": self._buttons}}


def _checked(buttons: Sequence[Any], level: _Level, most: int) -> list[dict[str, Any]]:
    if not 0 < len(buttons) <= most:
        raise WeChatError(level.bad_count)
    return [_button(button, level) for button in buttons]


def _button(button: Mapping[str, Any], level: _Level) -> dict[str, Any]:
    if not 0 < _bytes(button, "name") <= level.longest_name_bytes:
        raise WeChatError(level.bad_name)
    if level is _TOP and button.get("sub_button"):
        return {"name": button["name"], "sub_button": _checked(button["sub_button"], _SUB, _MOST_SUB_BUTTONS)}
    if button.get("type") not in _TYPES:
        raise WeChatError(level.bad_type)
    if button["type"] == "click" and not 0 < _bytes(button, "key") <= _LONGEST_KEY_BYTES:
        raise WeChatError(level.bad_key)
    if button["type"] != "click" and not _is_address(button):
        raise WeChatError(level.bad_url)
    return {**button, "sub_button": []}


def _is_address(button: Mapping[str, Any]) -> bool:
    """A mini-program button needs an address too, for a WeChat that is too old for it."""
    is_web = str(button.get("url", "")).startswith(("http://", "https://"))
    is_whole = button["type"] == "view" or (button.get("appid") and button.get("pagepath"))
    return is_web and bool(is_whole) and _bytes(button, "url") <= _LONGEST_URL_BYTES


def _bytes(button: Mapping[str, Any], name: str) -> int:
    return len(str(button.get(name, "")).encode())
