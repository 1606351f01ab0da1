from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from backend.platform.errors import Unavailable
from backend.redress.clamd import ClamdScan, connect_virus_scan
from backend.redress.content_check import LARGEST_BYTES
from backend.redress.material_ports import ScanResult
from tests.builders.files import EICAR, a_jpeg, a_pdf
from tests.contract.sip2.processes import free_port


@contextmanager
def a_peer_that_says(reply: bytes) -> Iterator[str]:
    """Listen as a clamd would, take what comes, say `reply` and hang up; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError), server.accept()[0] as caller:
                caller.recv(1 << 20)
                caller.sendall(reply)
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(1 << 20):
                    pass

        listener = threading.Thread(target=answer)
        listener.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        listener.join()


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_the_trades_test_file_is_found(clamd: dict[str, str], kind: str) -> None:
    assert ClamdScan(clamd[kind]).scan(EICAR) is ScanResult.INFECTED


@pytest.mark.parametrize("kind", ["unix", "tcp"])
@pytest.mark.parametrize("content", [a_jpeg(), a_pdf("收据"), b""], ids=["image", "pdf", "nothing"])
def test_other_files_are_clean(clamd: dict[str, str], kind: str, content: bytes) -> None:
    assert ClamdScan(clamd[kind]).scan(content) is ScanResult.CLEAN


def test_it_is_found_behind_the_most_that_a_material_may_hold(clamd: dict[str, str]) -> None:
    padding = b"\n" * (LARGEST_BYTES - len(EICAR))
    assert ClamdScan(clamd["unix"]).scan(padding + EICAR) is ScanResult.INFECTED


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: OK",
        b"OK\0",
        b"x" * 5000,
    ],
)
def test_what_is_no_whole_answer_is_never_taken_for_clean(reply: bytes) -> None:
    with a_peer_that_says(reply) as address, pytest.raises(Unavailable, match="material-scan-unavailable"):
        ClamdScan(address).scan(a_jpeg())


def test_a_scanner_that_is_not_there_is_told_as_unavailable() -> None:
    for address in (f"tcp://127.0.0.1:{free_port()}", "unix:/nowhere/clamd.ctl"):
        with pytest.raises(Unavailable, match="material-scan-unavailable"):
            ClamdScan(address).scan(a_jpeg())


def test_without_an_address_a_file_is_said_to_be_unscanned() -> None:
    assert connect_virus_scan(None).scan(EICAR) is ScanResult.NOT_SCANNED
