"""The `outbox` commands."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping

import click

from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.outbox.worker import Handler, OutboxWorker


def outbox_commands(database: Database, clock: Clock, handlers: Mapping[str, Handler]) -> click.Group:
    """Return the command group `outbox`."""

    @click.group("outbox", help="Messages that wait for delivery.")
    def outbox() -> None:
        """Hold the commands together."""

    @outbox.command("run", help="Deliver messages until stopped.")
    @click.option("--once", is_flag=True, help="Deliver what is due now, then stop.")
    def run(once: bool) -> None:
        worker = OutboxWorker(database, clock, handlers)
        if once:
            click.echo(f"{worker.run_until_idle()} delivered")
            return
        stopping = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.set())
        worker.run_forever(stopping)

    return outbox
