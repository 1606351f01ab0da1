"""A server of a few lines, which the load generator is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


class SmallServer(ThreadingHTTPServer):
    """Answers `/N` with status N, and notes every path and connection; `/cut` hangs up half-way."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        self.callers: set[Any] = set()

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SmallServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.callers.add(self.client_address)
        word = self.path.partition("/")[2].partition("?")[0]
        self.send_response(int(word) if word.isdecimal() else 200)
        self.send_header("content-length", "8")
        self.end_headers()
        self.wfile.write(b"four")
        self.wfile.flush()
        if word == "cut":
            self.close_connection = True
        else:
            self.wfile.write(b"more")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with SmallServer() as server:
        serving = Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.shutdown()
        serving.join()
