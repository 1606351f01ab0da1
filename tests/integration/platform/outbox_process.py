"""A worker process for the tests: `outbox_process.py ADDRESS LEDGER TASK`.

`deliver` drains the outbox, `hang` never returns from its first handler, `hold` neither, under a lease of
less than a second, `one-down` drains it while the library answers nothing, `slots` lives through HOURS hours
of an hourly schedule, `command` is the command line's own worker. Each delivery is a line of the ledger,
appended in one write.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from backend.platform.clock import SystemClock
from backend.platform.database import Database
from backend.platform.outbox.commands import outbox_commands
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.worker import Delivered, Handler, OutboxWorker, Result, TryLater
from tests.builders.clock import StandingClock

WORKERS = 4
HOURS = 40
HOLDING = "holding"
DOWN = "library"
_LEASE = timedelta(hours=1)
_SHORT_LEASE = timedelta(seconds=0.6)
_PATIENCE_SECONDS = 300


def append_line(ledger: Path, line: str) -> None:
    with ledger.open("ab", buffering=0) as file:
        file.write(f"{line}\n".encode())


def write_down(ledger: Path) -> Callable[[Claim], Result]:
    def handler(claim: Claim) -> Result:
        append_line(ledger, claim.key)
        return Delivered(lambda _: None)

    return handler


def meet_first(ledger: Path) -> Callable[[Claim], Result]:
    """Return a handler that at its first message waits until every worker holds one."""
    deliver, met = write_down(ledger), []

    def handler(claim: Claim) -> Result:
        if not met:
            met.append(claim.key)
            append_line(ledger, f"{HOLDING} {claim.key}")
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while ledger.read_text().count(HOLDING) < WORKERS and time.monotonic() < deadline:
                time.sleep(0.01)
        return deliver(claim)

    return handler


def hang(claim: Claim) -> Result:
    print(HOLDING, claim.key, flush=True)
    sys.stdin.read()
    os._exit(1)


def with_one_down(deliver: Handler) -> Handler:
    """Return a handler that gets no answer from the library."""
    return lambda claim: TryLater("Unknown") if claim.destination == DOWN else deliver(claim)


def live_through_slots(database: Database, ledger: Path) -> None:
    """Do each hour's slot by a clock of this process's own, which no other process's leases follow."""
    clock = StandingClock()
    hourly = Schedule("count", timedelta(hours=1), write_down(ledger))
    worker = OutboxWorker(database, clock, {}, [hourly], lease=timedelta(days=1000))
    for _ in range(HOURS):
        worker.run_until_idle()
        clock.pass_time(hours=1)
    worker.run_until_idle()


def main(address: str, ledger: Path, task: str) -> None:
    database, clock = Database(address), SystemClock()
    if task == "command":
        outbox_commands(database, clock, {"note": write_down(ledger)})(["run"])
    print("ready", flush=True)
    sys.stdin.readline()
    if task == "slots":
        live_through_slots(database, ledger)
        return
    handlers = {
        "deliver": meet_first(ledger),
        "one-down": with_one_down(write_down(ledger)),
        "hang": hang,
        "hold": hang,
    }
    lease = _SHORT_LEASE if task == "hold" else _LEASE
    OutboxWorker(database, clock, {"note": handlers[task]}, lease=lease).run_until_idle()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
