from __future__ import annotations

from typing import Any

import click
import fakeredis
import pytest
from click.testing import CliRunner

from bot.wechat.account_api import AccountApi
from bot.wechat.event_counts import EventCounts
from bot.wechat.menu import MenuClient, MenuGround
from bot.wechat.menu_commands import events_command, menu_commands
from config.loading import read_policy
from tests.contract.wechat.conftest import MINI, OFFICIAL, Simulator

CREATE, GET = "/cgi-bin/menu/create", "/cgi-bin/menu/get"
GROUND = MenuGround("https://card.example", MINI.appid)
SMALL = {"menu": [{"name": "找人工", "asks": "topic:human"}]}


@pytest.fixture
def client(simulator: Simulator) -> MenuClient:
    return MenuClient(AccountApi(OFFICIAL, simulator.url, fakeredis.FakeRedis()))


def _run(client: MenuClient, *arguments: str, data: Any = None) -> tuple[int, str]:
    published = read_policy("wechat_menu")
    topics = _topics_of(published)
    command = menu_commands(published if data is None else data, GROUND, topics, client)
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.output


def _topics_of(published: Any) -> set[str]:
    entries = [entry for group in published["menu"] for entry in group.get("entries", [group])]
    return {entry["asks"].partition(":")[2] for entry in entries if "asks" in entry}


def test_the_published_menu_is_pushed_once_and_wechat_shows_it(
    client: MenuClient, simulator: Simulator
) -> None:
    assert _run(client, "push", data=SMALL)[0] == 0
    assert "another menu" in _run(client, "show")[1]
    assert "Pushed" in _run(client, "push")[1]
    assert "already" in _run(client, "push")[1]
    assert "shows this menu" in _run(client, "show")[1]
    assert simulator.counts()[CREATE] == 2


def test_an_account_without_a_menu_shows_another(client: MenuClient, simulator: Simulator) -> None:
    simulator.order_fault(path=GET, errcode=46003, times=1)
    assert client.find() == []


def test_a_faulty_menu_is_told_in_words_and_never_pushed(client: MenuClient, simulator: Simulator) -> None:
    faulty = {"menu": [{"name": "五个字太长", "asks": "topic:human"}]}
    status, words = _run(client, "push", data=faulty)
    assert (status, "menu.1" in words) == (1, True)
    unknown = {"menu": [{"name": "找人工", "asks": "topic:no.such"}]}
    assert "no.such" in _run(client, "push", data=unknown)[1]
    assert CREATE not in simulator.counts()


@pytest.mark.parametrize("fault", [{"errcode": 45009}, {"status": 500}, {"half_json": True}])
def test_trouble_at_wechat_is_told_in_words(
    client: MenuClient, simulator: Simulator, fault: dict[str, object]
) -> None:
    simulator.order_fault(path=GET, **fault)
    status, words = _run(client, "push")
    assert (status, "Error" in words) == (1, True)


def test_unexpected_events_are_listed_by_name() -> None:
    events = EventCounts(fakeredis.FakeRedis(), "wx")
    for name in ("wxa_punish_event", "tomorrow", "tomorrow"):
        events.note(name)
    shown = _invoke(events_command(events))
    assert shown.split() == ["2", "tomorrow", "1", "wxa_punish_event", "3", "unexpected", "events"]


def test_without_redis_the_events_are_told_missing_in_words() -> None:
    server = fakeredis.FakeServer()
    server.connected = False
    assert "does not answer" in _invoke(events_command(EventCounts(fakeredis.FakeRedis(server=server), "wx")))


def _invoke(command: click.Command) -> str:
    return CliRunner().invoke(command, []).output
