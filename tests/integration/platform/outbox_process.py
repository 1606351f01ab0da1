"""A worker process for the tests: `outbox_process.py ADDRESS LEDGER TASK`.

`deliver` drains the outbox, `hang` never returns from its first handler, `command` is the command line's
own worker. Each delivery is a line of the ledger, appended in one write.
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
from backend.platform.outbox.worker import Delivered, OutboxWorker, Result

WORKERS = 4
HOLDING = "holding"
_LEASE = timedelta(hours=1)
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


def main(address: str, ledger: Path, task: str) -> None:
    database, clock = Database(address), SystemClock()
    if task == "command":
        outbox_commands(database, clock, {"note": write_down(ledger)})(["run"])
    handler = {"deliver": meet_first(ledger), "hang": hang}[task]
    print("ready", flush=True)
    sys.stdin.readline()
    OutboxWorker(database, clock, {"note": handler}, lease=_LEASE).run_until_idle()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
