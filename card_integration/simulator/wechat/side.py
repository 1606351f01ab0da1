"""Everything that WeChat's side holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from card_integration.simulator.wechat.city import City
from card_integration.simulator.wechat.contacts import Contacts
from card_integration.simulator.wechat.issued import Issued
from card_integration.simulator.wechat.media import MediaStore
from card_integration.simulator.wechat.menu import Menu
from card_integration.simulator.wechat.subscriptions import Subscriptions


class WeChatSide:
    """The city's people and what they have with the accounts, on one clock."""

    def __init__(self, city_file: Path, state_file: Path | None, now: Callable[[], float]) -> None:
        self.city = City(city_file)
        self.issued = Issued(state_file, now)
        self.contacts = Contacts(now)
        self.media = MediaStore(now)
        self.menu = Menu()
        self.subscriptions = Subscriptions(now)
