"""A clamd as a process of its own, whose only signature is the trade's test file."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from tests.builders.files import EICAR
from tests.contract.sip2.processes import free_port

_PROGRAM = shutil.which("clamd", path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin")
_PATIENCE_SECONDS = 60


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return the addresses of a running clamd by their kind."""
    if _PROGRAM is None:
        pytest.skip("ClamAV's daemon is not installed here (on Debian: apt-get install clamav-daemon)")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "test.ndb").write_text(f"Test-File:0:*:{EICAR.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"DatabaseDirectory {folder}\nUser {getpass.getuser()}\nForeground yes\n"
        f"LocalSocket {folder}/clamd.ctl\nTCPAddr 127.0.0.1\nTCPSocket {port}\n"
    )
    with subprocess.Popen([_PROGRAM, "--config-file", configuration], stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, port)
            yield {"unix": f"unix:{folder}/clamd.ctl", "tcp": f"tcp://127.0.0.1:{port}"}
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    until = monotonic() + _PATIENCE_SECONDS
    while monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise AssertionError("clamd did not come up")
