"""The `keys fields` commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

import click

from backend.platform.commands import refusals_as_words
from backend.platform.field_keys.place import Batch
from backend.platform.field_keys.rotation import FieldKeyRotation, Round, Standing
from backend.platform.field_keys.words import describe_counts, describe_damaged, describe_keys

_MOST_TOLD = 100
_MS_PER_SECOND = 1000


def field_keys_commands(rotation: FieldKeyRotation) -> click.Group:
    """Return the command group `fields`, to stand under `keys`."""

    @click.group("fields", help="Keys that encrypt fields: what is under which, and bringing it over.")
    def fields() -> None:
        """Hold the commands together."""

    for command in (_status_command(rotation), _reencrypt_command(rotation)):
        fields.add_command(command)
    return fields


def _status_command(rotation: FieldKeyRotation) -> click.Command:
    @click.command("status", help="Count by key and place; exit code 1 where a key is missing in the ring.")
    @click.option(
        "--sample",
        type=click.FloatRange(0, 100, min_open=True),
        default=100.0,
        help="Read so many percent of each table (PostgreSQL); what follows is an estimate.",
    )
    def command(sample: float) -> None:
        with refusals_as_words():
            standing = rotation.count(sample)
        _tell(standing, is_exact=sample >= 100)
        if standing.unknown:
            raise SystemExit(1)

    return command


def _reencrypt_command(rotation: FieldKeyRotation) -> click.Command:
    @click.command("reencrypt", help="Bring everything under the current key; exit code 1 if some could not.")
    @click.option(
        "--batch", "size", type=click.IntRange(1, 10_000), default=500, help="Values a transaction."
    )
    @click.option("--pause", type=click.IntRange(0), default=20, help="Milliseconds between transactions.")
    def command(size: int, pause: int) -> None:
        with refusals_as_words():
            before = rotation.count()
            with _progress_shown(before.to_rewrite, pause) as tell:
                last, standing = rotation.reencrypt(size, tell)
        _tell_faults(last)
        _tell(standing, is_exact=True)
        left = standing.to_rewrite
        if left:
            click.echo(
                f"还有 {left} 个值不在当前密钥下，请处理后再运行一次。 "
                f"{left} values are not under the current key yet: see above, and run again."
            )
            raise SystemExit(1)

    return command


@contextmanager
def _progress_shown(length: int, pause: int) -> Iterator[Callable[[Batch], None]]:
    with click.progressbar(length=length, label="加密字段 fields") as bar:

        def tell(batch: Batch) -> None:
            bar.update(batch.rewritten)
            if batch.after is not None:
                sleep(pause / _MS_PER_SECOND)

        yield tell


def _tell_faults(last: Round) -> None:
    for one in last.damaged[:_MOST_TOLD]:
        click.echo(describe_damaged(one), err=True)
    if len(last.damaged) > _MOST_TOLD:
        click.echo(f"… {len(last.damaged)}", err=True)


def _tell(standing: Standing, *, is_exact: bool) -> None:
    for line in describe_counts(standing):
        click.echo(line)
    for line in describe_keys(standing, is_exact=is_exact):
        click.echo(line)
