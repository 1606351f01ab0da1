"""The `perks` commands: which shop may redeem a perk, and what the calendar does to grants."""

from __future__ import annotations

from collections.abc import Iterable

import click

from backend.perks.calendar import PerkCalendar
from backend.perks.redemptions import RedemptionService
from backend.platform.commands import refusals_as_words


def perks_commands(
    redemptions: RedemptionService, calendar: PerkCalendar, others: Iterable[click.Command] = ()
) -> click.Group:
    """Return the command group `perks`, with other commands of the subject in it."""

    @click.group("perks", help="Perks: grants and redemptions.")
    def perks() -> None:
        """Hold the commands together."""

    @perks.command("admit", help="Register a merchant, by its name or id, to redeem a perk.")
    @click.argument("merchant")
    @click.argument("perk")
    def admit(merchant: str, perk: str) -> None:
        with refusals_as_words():
            redemptions.admit(merchant, perk)
        click.echo(f"{merchant}: {perk}")

    @perks.command("calendar", help="End grants whose time is over; give notice of those that soon end.")
    def run_calendar() -> None:
        ended, noticed = calendar.run()
        click.echo(f"{ended} ended, {noticed} noticed")

    for command in others:
        perks.add_command(command)
    return perks
