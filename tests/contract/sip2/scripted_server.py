"""A SIP2 server made of a function, and one that replays a recording."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from card_integration.simulator.sip2.wire import Request, read, write
from tests.contract.sip2.recorded import Exchange, exchanges_of

Answer = Callable[[Request], "bytes | None"]


class LastWords(bytes):
    """An answer after which the server hangs up."""


class Dripping(bytes):
    """An answer that comes byte by byte, slowly."""


class ScriptedServer:
    """Reads requests with the simulator's eyes and sends what `answer` returns; None ends the connection."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.hung_up = threading.Semaphore(0)
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def codes(self) -> list[str]:
        return [request.code for request in self.requests]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for one in (self._listener, *self._connections):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                threading.Thread(target=self._visit, args=[connection], daemon=True).start()

    def _visit(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError):
            talk = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with talk:
                self._talk(talk)
        self.hung_up.release()

    def _talk(self, talk: socket.socket) -> None:
        pending = b""
        while received := talk.recv(4096):
            *frames, pending = (pending + received).split(b"\r")
            for frame in frames:
                request = read(frame, "utf-8")
                self.requests.append(request)
                answer = self._answer(request)
                if answer is None:
                    return
                for piece in _pieces_of(answer):
                    talk.sendall(piece)
                if isinstance(answer, LastWords):
                    return


def _pieces_of(answer: bytes) -> Iterator[bytes]:
    if not isinstance(answer, Dripping):
        yield answer
        return
    for at in range(len(answer)):
        time.sleep(0.02)
        yield answer[at : at + 1]


class Replay:
    """Answers as a recording does: to each kind of question about a card the recorded answers in turn, the
    last one again and again, under the number that the question carries."""

    def __init__(self, exchanges: list[Exchange]) -> None:
        self._answers: dict[tuple[str, str], list[str]] = {}
        self._login = read(exchanges[0].asked, "utf-8")
        for one in exchanges:
            if one.asked[:2] == b"11":
                continue
            asked = read(one.asked, "utf-8")
            self._answers.setdefault((asked.code, asked.get("AA")), []).append(one.answered[:-9].decode())

    def __call__(self, request: Request) -> bytes | None:
        if request.code == "93" and request.fields != self._login.fields:
            return write("940", request.digit, "utf-8")
        answers = self._answers.get((request.code, request.get("AA")))
        if not answers:
            return None
        return write(answers.pop(0) if len(answers) > 1 else answers[0], request.digit, "utf-8")


@contextmanager
def scripted(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    server = ScriptedServer(answer, tls)
    try:
        yield server
    finally:
        server.close()


def replay(recording: Path) -> Replay:
    return Replay(exchanges_of(recording))
