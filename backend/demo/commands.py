"""The `demo` commands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import click

from backend.demo.city import generate_city
from backend.demo.loading import DemoLoader
from backend.demo.supervisor import ProcessFailed, Supervisor
from backend.demo.tour import write_tour
from backend.platform.clock import Clock, city_date
from backend.platform.commands import refusals_as_words
from backend.records.catalogue import Catalogue


class DemoProcess(Protocol):
    """One process to start: what it is, how it starts, and where it answers."""

    @property
    def name(self) -> str:
        """Return what the process is."""
        ...

    @property
    def command(self) -> tuple[str, ...]:
        """Return how it starts."""
        ...

    @property
    def address(self) -> str | None:
        """Return where it answers, or None."""
        ...


def demo_commands(
    loader: DemoLoader,
    catalogue: Catalogue,
    clock: Clock,
    outside_secrets: Mapping[str, Any],
    processes: Sequence[DemoProcess],
) -> click.Group:
    """Return the command group `demo`."""

    @click.group("demo", help="A generated city of synthetic people.")
    def demo() -> None:
        """Hold the commands together."""

    @demo.command("load", help="Generate the demo city and load it; the same city again changes nothing.")
    @click.option("--citizens", default=2000, show_default=True, type=click.IntRange(1, 5_000_000))
    @click.option("--seed", default=7, show_default=True)
    def load(citizens: int, seed: int) -> None:
        city = generate_city(citizens, seed, catalogue, city_date(clock.now()))
        with refusals_as_words():
            loaded = loader.load(city, f"{citizens} citizens, seed {seed}", outside_secrets)
        click.echo(f"{len(city.citizens)} citizens " + ("loaded" if loaded else "were loaded before"))

    @demo.command("credentials", help="What a visitor of the demo city may use.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def credentials(as_json: bool) -> None:
        with refusals_as_words():
            found = loader.read_credentials()
        click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else write_tour(found))

    @demo.command("serve", help="Start the simulators, the outbox worker and the service; Ctrl-C stops all.")
    def serve() -> None:
        with refusals_as_words():
            tour = write_tour(loader.read_credentials())
        try:
            with Supervisor() as supervisor:
                for process in processes:
                    supervisor.start(process.name, process.command, process.address)
                supervisor.run(lambda: click.echo(tour))
        except ProcessFailed as failure:
            raise click.ClickException(str(failure)) from failure

    return demo
