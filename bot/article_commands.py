"""The `bot articles` commands: whether everything that the bot tells may be told."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from backend.platform.clock import Clock, city_date
from bot.article_check import list_folder_faults


def articles_commands(folder: Path, topics: Collection[str], clock: Clock) -> click.Group:
    """Return the command group `articles` over the articles of a folder, one for each of the topics."""

    @click.group("articles", help="The articles that the bot answers from.")
    def articles() -> None:
        """Hold the commands together."""

    @articles.command(
        "check", help="List what keeps an article from being told; ends with 1 if anything does."
    )
    def check() -> None:
        faults = list_folder_faults(folder, topics, city_date(clock.now()))
        for fault in faults:
            click.echo(fault)
        if faults:
            raise SystemExit(1)
        click.echo(f"{len(topics)} articles, each may be told")

    return articles
