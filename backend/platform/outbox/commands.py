"""The `outbox` commands."""

from __future__ import annotations

import getpass
import json
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

import click

from backend.platform.clock import Clock
from backend.platform.commands import refusals_as_words
from backend.platform.database import Database
from backend.platform.outbox.dead_letters import DeadLetters
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.status import read_status
from backend.platform.outbox.tidy import tidy_schedule
from backend.platform.outbox.words import describe_letter, describe_status
from backend.platform.outbox.worker import Handler, OutboxWorker


def outbox_commands(
    database: Database, clock: Clock, handlers: Mapping[str, Handler], schedules: Sequence[Schedule] = ()
) -> click.Group:
    """Return the command group `outbox`; the outbox itself adds the schedule that tidies it."""

    @click.group("outbox", help="Messages that wait for delivery.")
    def outbox() -> None:
        """Hold the commands together."""

    worker = OutboxWorker(database, clock, handlers, [tidy_schedule(database, clock), *schedules])
    letters = DeadLetters(database, clock)
    for command in (
        _run_command(worker),
        _status_command(database, clock),
        _dead_command(letters),
        _redrive_command(letters),
    ):
        outbox.add_command(command)
    return outbox


def _run_command(worker: OutboxWorker) -> click.Command:
    @click.command("run", help="Deliver messages until stopped.")
    @click.option("--once", is_flag=True, help="Deliver what is due now, then stop.")
    def command(once: bool) -> None:
        if once:
            click.echo(f"{worker.run_until_idle()} delivered")
            return
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        worker.run_forever(stopping)

    return command


def _status_command(database: Database, clock: Clock) -> click.Command:
    @click.command("status", help="What waits, for how long, and how each destination answers.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def command(as_json: bool) -> None:
        with refusals_as_words():
            status = read_status(database, clock)
        click.echo(_as_json(asdict(status)) if as_json else describe_status(status))

    return command


def _dead_command(letters: DeadLetters) -> click.Command:
    @click.command("dead", help="Messages that were put aside, the oldest first.")
    @click.option("--destination", help="Only those for this operator.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def command(destination: str | None, as_json: bool) -> None:
        with refusals_as_words():
            found = letters.list_dead(destination)
        if as_json:
            click.echo(_as_json([asdict(one) for one in found]))
            return
        for one in found:
            click.echo(describe_letter(one))
        click.echo(f"共 {len(found)} 条死信。 {len(found)} dead.")

    return command


def _redrive_command(letters: DeadLetters) -> click.Command:
    @click.command("redrive", help="Send the dead message ID again, or all of one destination.")
    @click.argument("message_id", metavar="[ID]", type=int, required=False)
    @click.option("--destination", help="All dead messages for this operator.")
    @click.option("--by", default=_login_name, required=True, help="Who asks for it; kept with the message.")
    def command(message_id: int | None, destination: str | None, by: str) -> None:
        if (message_id is None) == (destination is None):
            raise click.UsageError("请给出一个编号，或 --destination。 Give one ID, or --destination.")
        with refusals_as_words():
            if destination is not None:
                sent = letters.redrive_destination(destination, by)
                click.echo(f"已重新投递 {sent} 条。 {sent} sent again.")
            elif message_id is not None:
                new_id = letters.redrive(message_id, by)
                click.echo(f"已重新投递，新编号 {new_id}。 Sent again as {new_id}.")

    return command


def _login_name() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return None


def _as_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=_moment_as_text)


def _moment_as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
