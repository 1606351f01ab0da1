"""The supervisor as a process of its own, whose children inherit its output: it ends when all have ended."""

from __future__ import annotations

import json
import signal
import socket
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
STUBBORN = (
    "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    f" subprocess.Popen([sys.executable, '-c', '{LIVE}']); {SAY_AND_LIVE}"
)
ORDERLY = (
    "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('goodbye', flush=True)));"
    f" {SAY_AND_LIVE}"
)
Child = tuple[str, str | None, str | None]
Supervise = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    """Start a supervisor over children: name, Python code (None: no such command), address or None."""
    started: list[subprocess.Popen[str]] = []

    def command_of(code: str | None) -> list[str]:
        return ["no-such-command"] if code is None else [sys.executable, "-c", code]

    def supervise(*children: Child, stop_seconds: float = PATIENCE_SECONDS) -> subprocess.Popen[str]:
        commands = [(name, command_of(code), address) for name, code, address in children]
        supervised = [sys.executable, "-m", "tests.integration.demo.supervised"]
        command = [*supervised, str(stop_seconds), json.dumps(commands)]
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
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def nowhere() -> Iterator[str]:
    """Keep an address at which nobody answers for the length of the test."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{kept.getsockname()[1]}"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_child(supervise: Supervise, told: signal.Signals) -> None:
    supervisor = supervise(("one", LIVE, None), ("two", LIVE, None))
    read_until(supervisor, "up")
    supervisor.send_signal(told)
    assert rest_of(supervisor) == ["stopped"]
    assert supervisor.returncode == 0


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_the_start_stops_what_was_started(
    supervise: Supervise, nowhere: str, told: signal.Signals
) -> None:
    slow, never_started = ("slow", SAY_AND_LIVE, nowhere), ("next", None, None)
    supervisor = supervise(("first", LIVE, None), slow, never_started)
    read_until(supervisor, "child is up")
    supervisor.send_signal(told)
    assert rest_of(supervisor) == ["stopped"]


def test_a_child_that_ends_by_itself_ends_all_and_is_named(supervise: Supervise) -> None:
    supervisor = supervise(("healthy", LIVE, None), ("broken", "raise SystemExit(7)", None))
    said = rest_of(supervisor)
    assert said[-2:] == ["broken ended with code 7", "stopped"]


def test_a_child_that_ends_before_it_answers_ends_all(supervise: Supervise, nowhere: str) -> None:
    supervisor = supervise(("healthy", LIVE, None), ("broken", "raise SystemExit(7)", nowhere))
    assert rest_of(supervisor) == ["broken ended with code 7; is its port in use?", "stopped"]


def test_the_next_child_starts_when_the_one_before_answers(supervise: Supervise) -> None:
    port = free_port()
    supervisor = supervise(
        ("server", LISTEN.format(port=port), f"http://127.0.0.1:{port}"), ("client", SAY_AND_LIVE, None)
    )
    read_until(supervisor, "listens")
    read_until(supervisor, "child is up")
    supervisor.send_signal(signal.SIGTERM)
    assert rest_of(supervisor)[-1] == "stopped"


def test_a_child_may_take_its_leave_in_order(supervise: Supervise) -> None:
    supervisor = supervise(("orderly", ORDERLY, None))
    read_until(supervisor, "child is up")
    supervisor.send_signal(signal.SIGTERM)
    assert rest_of(supervisor)[-2:] == ["goodbye", "stopped"]


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(supervise: Supervise) -> None:
    supervisor = supervise(("stubborn", STUBBORN, None), stop_seconds=0.1)
    read_until(supervisor, "child is up")
    supervisor.send_signal(signal.SIGTERM)
    assert rest_of(supervisor)[-1] == "stopped"


def test_a_taken_port_is_told_with_what_to_do_before_anything_starts_there(supervise: Supervise) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        supervisor = supervise(("server", SAY_AND_LIVE, f"http://127.0.0.1:{port}"))
        said = rest_of(supervisor)
    assert said == [f"port {port} is taken; choose another, as in: PORT=9000 make run", "stopped"]
