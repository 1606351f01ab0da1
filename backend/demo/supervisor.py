"""Running the demo's processes together: they start in order, and stop together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Self
from urllib.parse import urlsplit

_START_SECONDS = 30.0
_STOP_SECONDS = 8.0
_LOOK_SECONDS = 0.1


class ProcessFailed(Exception):
    """A process of the demo ended, or never began to answer."""


class Supervisor:
    """Starts commands as child processes; at the end of its `with` block all of them are stopped.

    From the beginning of that block it takes SIGTERM, SIGINT and SIGHUP for itself: nothing starts after one.
    """

    def __init__(self, stop_seconds: float = _STOP_SECONDS) -> None:
        self._stop_seconds = stop_seconds
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._stopping = False

    def __enter__(self) -> Self:
        """Listen for signals from here on: one that comes during the start must leave no child behind."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop every child, the last started first; one that will not end is killed with its own children."""
        for _, child in reversed(self._children):
            child.terminate()
        for _, child in reversed(self._children):
            try:
                child.wait(self._stop_seconds)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def start(self, name: str, command: Sequence[str], address: str | None) -> None:
        """Start a command and wait until its address takes connections; raises `ProcessFailed`."""
        if self._stopping:
            return
        if address is not None and _takes_connections(address):
            port = urlsplit(address).port
            raise ProcessFailed(f"port {port} is taken; choose another, as in: PORT=9000 make run")
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops them in order.
        child = subprocess.Popen(command, start_new_session=True)  # noqa: S603  a command of ours
        self._children.append((name, child))
        if address is not None:
            self._wait_for(name, child, address)

    def run(self, when_up: Callable[[], None]) -> None:
        """Call `when_up`, then wait for a signal; raises `ProcessFailed` when a child ends by itself."""
        if not self._stopping:
            when_up()
        while not self._stopping:
            for name, child in self._children:
                if child.poll() is not None:
                    raise ProcessFailed(f"{name} ended with code {child.returncode}")
            time.sleep(_LOOK_SECONDS)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _wait_for(self, name: str, child: subprocess.Popen[bytes], address: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._stopping:
                return
            if child.poll() is not None:
                raise ProcessFailed(f"{name} ended with code {child.returncode}; is its port in use?")
            if _takes_connections(address):
                return
            time.sleep(_LOOK_SECONDS)
        raise ProcessFailed(f"{name} does not answer at {address}")


def _takes_connections(address: str) -> bool:
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1).close()
    except OSError:
        return False
    return True
