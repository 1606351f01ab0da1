"""The `bot articles` commands: whether everything that the bot tells may be told."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click

from backend.platform.clock import Clock, city_date
from bot.article_check import list_folder_faults
from bot.narrower import list_narrower_faults


def articles_commands(folder: Path, narrower: Path, topics: Collection[str], clock: Clock) -> click.Group:
    """Return the command group `articles`: one for each of the topics, and the narrower ones."""

    @click.group("articles", help="The articles that the bot answers from.")
    def articles() -> None:
        """Hold the commands together."""

    @articles.command(
        "check", help="List what keeps an article from being told; ends with 1 if anything does."
    )
    def check() -> None:
        today = city_date(clock.now())
        faults = list_folder_faults(folder, topics, today) + list_narrower_faults(narrower, topics, today)
        for fault in faults:
            click.echo(fault)
        if faults:
            raise SystemExit(1)
        click.echo(f"{len(topics)} articles, each may be told")

    return articles
