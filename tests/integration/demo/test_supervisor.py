"""The supervisor as a process of its own. Its children inherit its output: the output ends when all have ended."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 120
# A child that nobody stops ends by itself, but only after the test has failed for it.
LIVE = "import time; time.sleep(300)"
SAY_AND_LIVE = f"print('child is up', flush=True); {LIVE}"
LISTEN = (
    "import socket, time; door = socket.create_server(('127.0.0.1', {port})); print('listens', flush=True);"
    " time.sleep(300)"
)
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SAY_AND_LIVE}"
Child = tuple[str, str, str | None]
Supervise = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    """Start a supervisor over children given as (name, Python code, address or None)."""
    started: list[subprocess.Popen[str]] = []

    def supervise(*children: Child) -> subprocess.Popen[str]:
        commands = [(name, [sys.executable, "-c", code], address) for name, code, address in children]
        command = [sys.executable, "-m", "tests.integration.demo.supervised", json.dumps(commands)]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield supervise
    for process in started:
        with process:
            process.kill()


def read_until(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == wanted:
            return
    raise AssertionError(f"never said {wanted}")


def rest_of(process: subprocess.Popen[str]) -> Sequence[str]:
    """Return what is still said until the supervisor and every child have ended."""
    return process.communicate(timeout=PATIENCE_SECONDS)[0].splitlines()


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
