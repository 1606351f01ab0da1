"""The processes of a town, each of which may be killed, frozen or started again by its name."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.processes import children_of, memory_of_workers
from config.loading import load_settings
from config.processes import Process, demo_processes
from tests.builders.stores import migrate
from tests.e2e.soak.own_stores import OwnPostgres, OwnRedis, a_folder
from tests.e2e.town import free_ports

ROOT = Path(__file__).parents[3]
_CITIZENS = 400
_START_SECONDS = 60.0
_LOOK_SECONDS = 0.1
SERVICE, WORKER, LIBRARY = "service", "outbox worker", "library simulator"


@dataclass
class Place:
    """A town that runs: its stores, its processes, its people, and its addresses."""

    postgres: OwnPostgres
    redis: OwnRedis
    disk: Path
    environment: Mapping[str, str]
    credentials: Mapping[str, Any]
    city: Mapping[str, Any]
    log: Path
    processes: Mapping[str, Process]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return int(self.environment["CARD_PORT"])

    def start(self, name: str) -> None:
        """Start a process and wait until it answers, where it has an address."""
        process = self.processes[name]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                process.command,
                cwd=ROOT,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while process.address is not None and not _answers(process.address):
            assert time.monotonic() < deadline, f"{name} does not answer"
            time.sleep(_LOOK_SECONDS)

    def stop(self, name: str) -> None:
        """End a process in order."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def signal(self, name: str, which: signal.Signals) -> None:
        """Send a signal to a process and all that it started."""
        os.killpg(self.running[name].pid, which)

    def server_workers(self) -> list[int]:
        """Return the ids of the server's processes that answer requests."""
        return children_of(self.running[SERVICE].pid)

    def memory_mib(self) -> list[float]:
        """Return what each of the server's workers holds, in the order in which they started."""
        return [worker.rss_mib for worker in memory_of_workers(self.running[SERVICE].pid)]

    def command(self, *arguments: str) -> str:
        """Run a command of the service; return what it said."""
        return _flask(self.environment, *arguments)


@contextmanager
def open_place(
    folder: Path, workers: int, disk_mib: int | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Place]:
    """Start stores, load a city, start every process; end them all and clear their disks away."""
    with ExitStack() as stack:
        disk = stack.enter_context(a_folder(disk_mib))
        first = free_ports()
        postgres = OwnPostgres(disk, free_ports())
        stack.callback(lambda: postgres.stop("immediate") if postgres.is_there() else None)
        short_lived = OwnRedis(folder, free_ports())
        stack.callback(short_lived.stop)
        made = {
            **os.environ,
            "CARD_VAR": str(folder / "var"),
            "CARD_PORT": str(first),
            "CARD_WORKERS": str(workers),
            "CARD_DATABASE_URL": postgres.url,
            "CARD_REDIS_URL": short_lived.url,
            # All of the crowd is one address and one merchant.
            "CARD_LIMITS_FACTOR": "1000000",
            **(environment or {}),
        }
        migrate(postgres.url)
        _flask(made, "demo", "load", "--citizens", str(_CITIZENS))
        place = Place(
            postgres,
            short_lived,
            disk,
            made,
            json.loads(_flask(made, "demo", "credentials", "--json")),
            json.loads((folder / "var" / "demo" / "city.json").read_text(encoding="utf-8")),
            folder / "place.log",
            _processes_in(made),
        )
        for name in place.processes:
            place.start(name)
            stack.callback(place.stop, name)
        yield place


def _processes_in(environment: Mapping[str, str]) -> dict[str, Process]:
    kept = dict(os.environ)
    os.environ.update(environment)
    try:
        return {process.name: process for process in demo_processes(load_settings())}
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _flask(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _answers(address: str) -> bool:
    try:
        httpx.get(address, trust_env=False, timeout=2)
    except httpx.HTTPError:
        return False
    return True
