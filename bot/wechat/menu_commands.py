"""The `bot menu` and `bot events` commands: what the official account shows, and what WeChat told of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import click
from redis.exceptions import RedisError

from bot.wechat.event_counts import EventCounts
from bot.wechat.library import ApiTrouble
from bot.wechat.menu import Button, MenuClient, MenuFaulty, MenuGround, list_choices, parse_menu


def menu_commands(
    data: object, ground: MenuGround, topics: Collection[str], client: MenuClient
) -> click.Group:
    """Return the group `menu` over the published menu `data`; what it asks must be among `topics`."""

    @click.group("menu", help="The menu of the official account.")
    def menu() -> None:
        """Hold the commands together."""

    @menu.command("show", help="The published menu, and whether WeChat shows the same.")
    def show() -> None:
        with _trouble_as_words():
            buttons = _checked(data, ground, topics)
            for line in _describe(buttons):
                click.echo(line)
            is_same = client.find() == buttons
        click.echo("WeChat shows this menu." if is_same else "WeChat shows another menu: push this one.")

    @menu.command("push", help="Give the published menu to WeChat, if it shows another.")
    def push() -> None:
        with _trouble_as_words():
            buttons = _checked(data, ground, topics)
            if client.find() == buttons:
                click.echo("WeChat shows this menu already.")
                return
            client.push(buttons)
        click.echo("Pushed. Phones show it within five minutes.")

    return menu


def events_command(events: EventCounts) -> click.Command:
    """Return the command `events`."""

    @click.command("events", help="What WeChat pushed that the bot is not prepared for, by name.")
    def command() -> None:
        with _trouble_as_words():
            counts = events.read()
        for name, count in counts.items():
            click.echo(f"{count:6} {name}")
        click.echo(f"{sum(counts.values())} unexpected events")

    return command


def _checked(data: object, ground: MenuGround, topics: Collection[str]) -> list[Button]:
    buttons = parse_menu(data, ground)
    asked = (choice.partition(":") for choice in list_choices(buttons))
    unknown = sorted(name for kind, _, name in asked if kind == "topic" and name not in topics)
    if unknown:
        raise MenuFaulty(f"no article answers {', '.join(unknown)}")
    return buttons


def _describe(buttons: Sequence[Button], indent: str = "") -> Iterator[str]:
    for button in buttons:
        leads_to = button.get("key") or button.get("pagepath") or button.get("url") or ""
        yield f"{indent}{button['name']}  {leads_to}".rstrip()
        yield from _describe(button.get("sub_button", ()), indent + "  ")


@contextmanager
def _trouble_as_words() -> Iterator[None]:
    try:
        yield
    except (MenuFaulty, ApiTrouble) as trouble:
        raise click.ClickException(str(trouble)) from None
    except RedisError as trouble:
        raise click.ClickException(f"Redis does not answer: {type(trouble).__name__}") from None
