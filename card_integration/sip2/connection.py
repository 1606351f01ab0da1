"""One TCP or TLS connection that carries frames, with a deadline for each."""

from __future__ import annotations

import select
import socket
from contextlib import suppress
from time import monotonic

from card_integration.sip2.endpoint import Endpoint
from card_integration.sip2.framing import FrameTooLong, Framing

_READ_BYTES = 16_384


class NotConnected(Exception):
    """The server could not be reached, so nothing was sent."""


class ConnectionLost(Exception):
    """The connection ended, the time ran out, or what came was no message."""


class Connection:
    """An open connection; whoever meets `ConnectionLost` closes it and trusts it no further."""

    def __init__(self, endpoint: Endpoint, timeout_seconds: float) -> None:
        self._framing = Framing()
        self._frames: list[bytes] = []
        try:
            self._socket = _open(endpoint, timeout_seconds)
        except OSError as error:
            raise NotConnected(type(error).__name__) from error

    def send(self, frame: bytes, deadline: float) -> None:
        """Send a frame in one piece: invenio-sip2 fails on a message that comes in two."""
        try:
            self._socket.settimeout(_seconds_until(deadline))
            self._socket.sendall(frame)
        except OSError as error:
            raise ConnectionLost(type(error).__name__) from error

    def receive(self, deadline: float) -> bytes:
        """Return the next frame, without its carriage return; a server that drips gains no time by it."""
        while not self._frames:
            try:
                self._socket.settimeout(_seconds_until(deadline))
                received = self._socket.recv(_READ_BYTES)
                self._frames = self._framing.feed(received)
            except (OSError, FrameTooLong) as error:
                raise ConnectionLost(type(error).__name__) from error
            if not received:
                raise ConnectionLost("closed by the server")
        return self._frames.pop(0)

    def is_quiet(self) -> bool:
        """Tell whether nothing waits to be read: no late answer, and no end of the connection."""
        if self._frames or not self._framing.is_between_messages():
            return False
        readable, _, _ = select.select([self._socket], [], [], 0)
        return not readable

    def close(self) -> None:
        """Close the connection; the other side learns of it when it can."""
        with suppress(OSError):
            self._socket.close()


def _open(endpoint: Endpoint, timeout_seconds: float) -> socket.socket:
    opened = socket.create_connection((endpoint.host, endpoint.port), timeout=timeout_seconds)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if endpoint.tls is None:
        return opened
    try:
        return endpoint.tls.wrap_socket(opened, server_hostname=endpoint.host)
    except OSError:
        opened.close()
        raise


def _seconds_until(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
