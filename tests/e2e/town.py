"""The service's own processes, started as `make run` starts them, on ports and a store of their own."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.builders.stores import EmbeddedStore, ServiceStore, migrate
from tests.suite_logs.detector import detect
from tests.suite_logs.known_people import known_names

_ROOT = Path(__file__).parents[2]
_CITIZENS = 40
_PORTS_IN_A_ROW = 5


@dataclass(frozen=True)
class Town:
    """A running demo: what a visitor may use, and the processes' environment."""

    credentials: dict[str, Any]
    environment: dict[str, str]
    log: Path

    @property
    def api(self) -> str:
        return f"{self.credentials['base_url']}/api/v1"

    @property
    def library(self) -> str:
        return self.credentials["simulators"]["library"]

    def citizen(self, number: int) -> dict[str, str]:
        """Return the visitor's data of a citizen by the number in their sign-in code."""
        return self.credentials["citizens"][number - 1]


@contextmanager
def running_town(folder: Path, store: EmbeddedStore | ServiceStore, workers: int = 1) -> Iterator[Town]:
    """Migrate, load and serve; stop everything at the end, and hold what was logged to be about nobody."""
    environment = {
        **os.environ,
        "CARD_VAR": str(folder / "var"),
        "CARD_PORT": str(free_ports()),
        "CARD_WORKERS": str(workers),
        **store.settings(folder),
    }
    migrate(environment["CARD_DATABASE_URL"])
    _flask(environment, "demo", "load", "--citizens", str(_CITIZENS))
    credentials = json.loads(_flask(environment, "demo", "credentials", "--json"))
    log, greeting = folder / "town.log", folder / "greeting.txt"
    with log.open("wb") as errors, greeting.open("wb") as output:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "serve"]
        town = subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=output, stderr=errors)
        try:
            _wait_for(town, int(environment["CARD_PORT"]), log)
            yield Town(credentials, environment, log)
        finally:
            town.send_signal(signal.SIGTERM)
            town.wait(30)
    assert [*detect(log.read_text(encoding="utf-8", errors="replace"), known_names())] == []


def _flask(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    return subprocess.run(
        command, cwd=_ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def _wait_for(town: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        if town.poll() is not None:
            raise AssertionError(f"the demo ended: {log.read_text()}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        with suppress(subprocess.TimeoutExpired):
            town.wait(0.1)
    raise AssertionError(f"the demo does not answer: {log.read_text()}")


def free_ports() -> int:
    """Return the first of as many ports in a row as the demo takes that nobody uses now.

    They lie below the range from which the system draws ports for outgoing connections, of which this suite
    makes many: one of those could take a port between this look and its use.
    """
    while True:
        first = 15000 + secrets.randbelow(15000)
        with suppress(OSError):
            for port in range(first, first + _PORTS_IN_A_ROW):
                socket.create_server(("127.0.0.1", port)).close()
            return first
