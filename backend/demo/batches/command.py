"""The command that generates department batches."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from backend.demo.batches.generation import Order, generate_batches
from backend.platform.clock import Clock, city_date
from backend.platform.commands import refusals_as_words
from backend.records.catalogue import Catalogue

_MOST_CITIZENS = 20_000_000


def generate_command(catalogue: Catalogue, clock: Clock) -> click.Command:
    """Return the command `generate`."""

    @click.command("generate", help="Write invented batches of all departments, and the truth about them.")
    @click.option("--citizens", required=True, type=click.IntRange(1, _MOST_CITIZENS))
    @click.option("--organisations", required=True, type=click.IntRange(1, _MOST_CITIZENS))
    @click.option("--records", required=True, type=click.IntRange(1))
    @click.option("--seed", default=7, show_default=True)
    @click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
    @click.option("--faults", default=0.0, help="Share of bad rows.", type=click.FloatRange(0, 0.5))
    @click.option("--format", "format_", default="csv", type=click.Choice(["csv", "jsonl", "xlsx"]))
    @click.option("--encoding", default="utf-8", type=click.Choice(["utf-8", "utf-8-sig", "gb18030"]))
    @click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day of delivery; default: today.")
    def command(
        citizens: int,
        organisations: int,
        records: int,
        seed: int,
        out: Path,
        faults: float,
        format_: str,
        encoding: str,
        today: datetime | None,
    ) -> None:
        if encoding != "utf-8" and format_ != "csv":
            raise click.UsageError("--encoding is for CSV; the other formats are UTF-8 always.")
        day = today.date() if today else city_date(clock.now())
        order = Order(citizens, organisations, records, seed, day, faults, format_, encoding)
        with (
            refusals_as_words(),
            click.progressbar(length=records, label="生成", file=sys.stderr, update_min_steps=1000) as bar,
        ):
            truths = generate_batches(catalogue, order, out, lambda: bar.update(1))
        click.echo(f"已写出 {len(truths)} 个文件，共 {sum(truth.rows for truth in truths)} 行，见 {out}。")

    return command
