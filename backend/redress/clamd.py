"""ClamAV's daemon as the scanner of materials, by the INSTREAM command of clamd(8)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from backend.platform.errors import Unavailable
from backend.redress.material_ports import NoVirusScan, ScanResult, VirusScan

_PATIENCE_SECONDS = 20.0
_CHUNK_BYTES = 64 * 1024
_LONGEST_REPLY = 4096


class ClamdScan:
    """Asks a clamd of this machine; its protocol is in clear, so it is never asked over a network."""

    def __init__(self, address: str) -> None:
        """Take `unix:` and the path of a socket, or `tcp://` with a loopback host and a port."""
        self._address = address

    def scan(self, content: bytes) -> ScanResult:
        """Return `CLEAN` or `INFECTED`; raises `Unavailable` for silence and for every other reply."""
        with _answering(), self._connect() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for chunk in _chunks(content):
                clamd.sendall(len(chunk).to_bytes(4, "big") + chunk)
            reply = _read_reply(clamd)
            if reply == b"stream: OK":
                return ScanResult.CLEAN
            if reply.startswith(b"stream: ") and reply.endswith(b" FOUND"):
                return ScanResult.INFECTED
            raise OSError(f"clamd replied {reply[:80]!r}")

    def _connect(self) -> socket.socket:
        if self._address.startswith("unix:"):
            return _connect_locally(self._address.removeprefix("unix:"))
        where = urlsplit(self._address)
        return socket.create_connection((str(where.hostname), int(where.port or 0)), _PATIENCE_SECONDS)


def connect_virus_scan(address: str | None) -> VirusScan:
    """Return the scanner at an address, or one that says that nobody looked."""
    return ClamdScan(address) if address else NoVirusScan()


def _connect_locally(path: str) -> socket.socket:
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(_PATIENCE_SECONDS)
        clamd.connect(path)
    except OSError:
        clamd.close()
        raise
    return clamd


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _CHUNK_BYTES):
        yield content[start : start + _CHUNK_BYTES]
    # An empty one says that it was the last.
    yield b""


def _read_reply(clamd: socket.socket) -> bytes:
    reply = b""
    while b"\0" not in reply:
        part = clamd.recv(_LONGEST_REPLY)
        reply += part
        if not part or len(reply) > _LONGEST_REPLY:
            raise OSError("clamd broke off")
    return reply.removesuffix(b"\0")


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "material-scan-unavailable",
            zh="暂时无法做文件安全检查，文件没有保存，请稍后再试。",
            en="Files cannot be checked for a moment, and yours was not kept; please try again.",
            retry_after_seconds=30,
        ) from error
