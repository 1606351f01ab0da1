"""A PostgreSQL and a Redis of a town's own, which may be stopped, filled up and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

_DEBIANS_FOLDER = "/usr/lib/postgresql"
_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.1
IS_ROOT = os.getuid() == 0


def missing() -> str | None:
    """Return which program of the stores is not installed here, or None."""
    if _postgres_program("initdb") is None:
        return "PostgreSQL's own programs are not installed here"
    return None if shutil.which("redis-server") else "redis-server is not installed here"


class OwnPostgres:
    """A cluster on a loopback port. It never runs as root: PostgreSQL refuses that."""

    def __init__(self, folder: Path, port: int) -> None:
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        self._port = port
        if IS_ROOT:
            shutil.chown(folder, "postgres")
        self._run("initdb", "--auth=trust", "--username=root", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        with psycopg.connect(f"host=127.0.0.1 port={port} user=root dbname=postgres", autocommit=True) as own:
            own.execute("CREATE DATABASE town")

    @property
    def url(self) -> str:
        """Return SQLAlchemy's address of the town's database."""
        return f"postgresql+psycopg://root@127.0.0.1:{self._port}/town"

    def start(self) -> None:
        """Start and wait until it takes connections."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "start", "--wait", f"--log={self._log}", f"--options={options}")

    def stop(self, how: str) -> None:
        """Stop: `fast` ends sessions in order, `immediate` is like the power going."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={how}")

    def is_running(self) -> bool:
        """Tell whether it takes connections."""
        try:
            psycopg.connect(self.url.replace("+psycopg", ""), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def is_there(self) -> bool:
        """Tell whether its first process lives, be it still recovering."""
        return self._ask("pg_ctl", "status").returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = self._ask(program, *arguments)
        if done.returncode:
            raise OSError(f"{program}: {done.stderr.decode()} {self._log.read_text()[-2000:]}")

    def _ask(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        as_whom = ("runuser", "-u", "postgres", "--") if IS_ROOT else ()
        command = (*as_whom, _postgres_program(program) or program, f"--pgdata={self._data}", *arguments)
        # Its own files: a server that lives on must not hold the pipe that its starter is waited for by.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=said)
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, b"", said.read())


class OwnRedis:
    """A Redis on a loopback port that writes what it holds to its folder, as a city's would."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self.start()

    @property
    def url(self) -> str:
        """Return redis-py's address."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start and wait until it has read what it held."""
        options = ("--port", str(self._port), "--dir", str(self._folder), "--save", "", "--appendonly", "yes")
        self._process = subprocess.Popen(
            ("redis-server", "--bind", "127.0.0.1", *options), stdout=subprocess.DEVNULL
        )
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(_LOOK_SECONDS)
            else:
                client.close()
                return
        raise OSError("Redis does not answer")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it by this signal and wait for its end."""
        self._process.send_signal(how)
        self._process.wait(_PATIENCE_SECONDS)


@contextmanager
def a_folder(size_mib: int | None = None) -> Iterator[Path]:
    """Give a folder that PostgreSQL's user can reach; with a size, on a disk of that size (root only)."""
    folder = Path(tempfile.mkdtemp(prefix="card-soak-"))
    folder.chmod(0o755)
    if size_mib is not None:
        _system("mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        if size_mib is not None:
            _system("umount", "--lazy", str(folder))
        shutil.rmtree(folder, ignore_errors=True)


def may_make_disks() -> bool:
    """Tell whether this process may mount a disk of its own."""
    try:
        with a_folder(1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _system(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _postgres_program(name: str) -> str | None:
    found: Sequence[Path] = sorted(Path(_DEBIANS_FOLDER).glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)
