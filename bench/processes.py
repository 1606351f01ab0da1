"""The measured processes: started, watched through /proc (Linux), stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit

from config.processes import Process, server_process
from config.settings import Settings

LOG = Path(gettempdir()) / f"bench-{os.getuid()}.log"
"""A line for each request goes there, as a service writes them: not into the table."""

_START_SECONDS = 30.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_SERVICE, _HELLO = "wsgi:create_app", "bench.hello:create_app"
_KIB_PER_MIB = 1024


class ProcessFailed(Exception):
    """A process does not answer, or its port belongs to another one."""


@dataclass(frozen=True)
class Memory:
    """What a process holds: all its pages, and its part of them where others share them."""

    rss_mib: float
    pss_mib: float


def hello_process(settings: Settings, port: int) -> Process:
    """Return the baseline on the very server that the service has: same options, same workers."""
    service = server_process(settings.model_copy(update={"port": port}))
    command = tuple(_HELLO if part == _SERVICE else part for part in service.command)
    if command == service.command:
        raise ValueError(f"the server's command no longer names {_SERVICE}")
    return replace(service, name="hello", command=command)


@contextmanager
def running(process: Process, settings: Mapping[str, str] | None = None) -> Iterator[int]:
    """Run a process and yield its id once it takes connections; raises `ProcessFailed`.

    `settings` are those in which it differs from this process.
    """
    if _answers(process):
        raise ProcessFailed(f"{process.name}: something answers at {process.address} already; choose a PORT")
    with LOG.open("ab") as log:
        child = subprocess.Popen(
            process.command,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **(settings or {})},
        )
    try:
        _wait_for(process, child)
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def memory_of_workers(server: int) -> list[Memory]:
    """Return the memory of each worker of a server; its first process only watches over them."""
    return [_memory_of(child) for child in children_of(server)]


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> list[int]:
    """Return the children of a process, whichever of its threads started them."""
    tasks = sorted(Path(f"/proc/{process}/task").iterdir())
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _memory_of(process: int) -> Memory:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    kib = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(kib["Rss"] / _KIB_PER_MIB, kib["Pss"] / _KIB_PER_MIB)


def _wait_for(process: Process, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise ProcessFailed(f"{process.name} ended with code {child.returncode}; see {LOG}")
        if _answers(process):
            return
        time.sleep(_LOOK_SECONDS)
    raise ProcessFailed(f"{process.name} does not answer at {process.address}")


def _answers(process: Process) -> bool:
    address = urlsplit(process.address or "")
    try:
        socket.create_connection((address.hostname or "", address.port or 80), timeout=1).close()
    except OSError:
        return False
    return True
