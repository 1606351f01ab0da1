"""The account's menu as data, checked against WeChat's limits before WeChat sees it (duty D21)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.wechat.account_api import AccountApi
from bot.wechat.library import ApiTrouble

_NO_MENU = 46003
_LONGEST_ADDRESS_BYTES = 1024
_ASKED = re.compile(r"(topic|dialogue):[a-z_]{1,40}(\.[a-z_]{1,40})?")
_OPENED = re.compile(r"/[!-~]{0,500}")
_PAGE = re.compile(r"[A-Za-z][A-Za-z0-9_/-]{0,127}")
_KNOWN = frozenset({"name", "asks", "opens", "mini_program", "entries"})
Button = dict[str, Any]


@dataclass(frozen=True)
class _Level:
    """How many entries there may be, and how long their names; a Chinese character is two columns wide."""

    most_entries: int
    widest_name: int
    longest_name_bytes: int


_TOP, _UNDER = _Level(3, 8, 16), _Level(5, 16, 40)


class MenuFaulty(ValueError):
    """The menu breaks a rule; the text names the entry and the rule."""


@dataclass(frozen=True)
class MenuGround:
    """Where the entries lead: the public address of the service, and the mini-program."""

    base_url: str
    mini_program_appid: str


def parse_menu(data: Any, ground: MenuGround) -> list[Button]:
    """Return the menu as WeChat takes it. Raises `MenuFaulty`."""
    entries = data.get("menu") if isinstance(data, dict) else None
    return _buttons(entries, _TOP, ground, "menu")


def list_choices(buttons: Sequence[Button]) -> Iterator[str]:
    """Yield what the menu asks of the bot, as in `topic:status.view`."""
    for button in buttons:
        if button.get("type") == "click":
            yield button["key"]
        yield from list_choices(button.get("sub_button", ()))


class MenuClient:
    """Gives the menu to WeChat, and asks for the one that it shows."""

    def __init__(self, api: AccountApi) -> None:
        self._api = api

    def push(self, buttons: Sequence[Button]) -> None:
        """Replace the menu that WeChat shows. Raises `ApiTrouble`."""
        self._api.post("/cgi-bin/menu/create", {"button": list(buttons)})

    def find(self) -> list[Button]:
        """Return the menu that WeChat shows, empty where it has none. Raises `ApiTrouble`."""
        try:
            answer = self._api.get("/cgi-bin/menu/get", {})
        except ApiTrouble as trouble:
            if trouble.errcode == _NO_MENU:
                return []
            raise
        menu = answer.get("menu")
        return [_without_nothing(one) for one in menu.get("button", ())] if isinstance(menu, dict) else []


def _without_nothing(button: Mapping[str, Any]) -> Button:
    """Drop the empty list that WeChat adds under every button that has no others."""
    under = [_without_nothing(one) for one in button.get("sub_button", ())]
    rest = {name: value for name, value in button.items() if name != "sub_button"}
    return rest | ({"sub_button": under} if under else {})


def _buttons(entries: Any, level: _Level, ground: MenuGround, place: str) -> list[Button]:
    if not isinstance(entries, list) or not 0 < len(entries) <= level.most_entries:
        raise MenuFaulty(f"{place}: 1 to {level.most_entries} entries")
    return [_button(one, level, ground, f"{place}.{number}") for number, one in enumerate(entries, start=1)]


def _button(entry: Any, level: _Level, ground: MenuGround, place: str) -> Button:
    if not isinstance(entry, dict) or not entry.keys() <= _KNOWN:
        raise MenuFaulty(f"{place}: an entry has {', '.join(sorted(_KNOWN))} and nothing else")
    name = entry.get("name")
    if not isinstance(name, str) or not _fits(name, level):
        raise MenuFaulty(f"{place}: the name is missing, or longer than {level.widest_name // 2} characters")
    if "entries" in entry:
        if level is not _TOP or len(entry) != 2:
            raise MenuFaulty(f"{place}: entries stand under the first level only, with nothing beside them")
        return {"name": name, "sub_button": _buttons(entry["entries"], _UNDER, ground, place)}
    return {"name": name, **_action(entry, ground, place)}


def _fits(name: str, level: _Level) -> bool:
    width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in name)
    return 0 < width <= level.widest_name and len(name.encode()) <= level.longest_name_bytes


def _action(entry: Mapping[str, Any], ground: MenuGround, place: str) -> Button:
    if "asks" in entry:
        if len(entry) != 2 or not _ASKED.fullmatch(str(entry["asks"])):
            raise MenuFaulty(f"{place}: asks topic:… or dialogue:…, with nothing beside it")
        return {"type": "click", "key": entry["asks"]}
    address = ground.base_url + str(entry.get("opens", ""))
    if not _OPENED.fullmatch(str(entry.get("opens", ""))) or len(address) > _LONGEST_ADDRESS_BYTES:
        raise MenuFaulty(f"{place}: asks something, or opens a path that begins with /")
    if "mini_program" not in entry:
        return {"type": "view", "url": address}
    if not _PAGE.fullmatch(str(entry["mini_program"])):
        raise MenuFaulty(f"{place}: mini_program is a page without / before it")
    page = {"appid": ground.mini_program_appid, "pagepath": entry["mini_program"]}
    return {"type": "miniprogram", "url": address, **page}
