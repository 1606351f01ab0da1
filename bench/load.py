"""A load generator for Linux: prepared requests over 32 kept-alive connections, in a process of its own.

A connection sends its next request when it has its answer. Each answer is checked and little else is done,
since the generator shares the cores with the server that it measures.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing import get_context
from time import perf_counter, process_time
from typing import Any

import orjson

_CONNECTIONS = 32
_READ_BYTES = 1 << 16
_SILENCE_SECONDS = 10.0
_SHOWN_BYTES = 1000
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "


class LoadFailed(Exception):
    """An answer was not the one that a measurement may count."""


@dataclass(frozen=True)
class Load:
    """Requests to send to a port for some seconds, in a circle or, with `once`, until they are used up.

    Every answer must have `status` and contain `must_say`; with `keep` the bodies are handed back, unordered.
    """

    port: int
    requests: Sequence[bytes]
    seconds: float
    status: int = 200
    must_say: bytes = b""
    once: bool = False
    keep: bool = False


@dataclass
class Measured:
    """How many answers came in how many seconds, and what of a core the generator used meanwhile."""

    answers: int = 0
    seconds: float = 0.0
    share_of_core: float = 0.0
    bodies: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the answers per second; raises `LoadFailed` where none came in time."""
        if not self.answers:
            raise LoadFailed("no answer came in time")
        return self.answers / self.seconds


Generate = Callable[[Load], Measured]


@contextmanager
def load_generator() -> Iterator[Generate]:
    """Start the process that sends loads; what it raises is raised here."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        yield lambda load: process.submit(send, load).result()


def http_request(
    method: str, path: str, headers: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
) -> bytes:
    """Return a request as it goes over the wire."""
    content = b"" if body is None else orjson.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join(lines).encode() + _END_OF_HEAD + content


def send(load: Load) -> Measured:
    """Send a load and count the answers that came in time; raises `LoadFailed` for a wrong answer."""
    with ExitStack() as stack:
        poll = stack.enter_context(select.epoll())
        return _send(load, poll, stack)


def _send(load: Load, poll: select.epoll, stack: ExitStack) -> Measured:
    supply = iter(load.requests) if load.once else cycle(load.requests)
    measured = Measured()
    started, cpu_started = perf_counter(), process_time()
    lines = {line.fileno(): stack.enter_context(line) for line in _open_lines(load.port, supply)}
    parts: dict[int, bytes] = {}
    for number in lines:
        poll.register(number, select.EPOLLIN)
    while lines:
        ready = poll.poll(_SILENCE_SECONDS)
        if not ready:
            raise LoadFailed(f"port {load.port} kept silent for {_SILENCE_SECONDS:.0f} seconds")
        passed = perf_counter() - started
        is_over = passed > load.seconds
        for number, _ in ready:
            line = lines[number]
            answer = parts.pop(number, b"") + _read(line)
            body_at = _find_body(answer, load.status, load.must_say)
            if body_at < 0:
                parts[number] = answer
                continue
            if not is_over:
                measured.answers += 1
                measured.seconds = passed
            if load.keep:
                measured.bodies.append(answer[body_at:])
            request = None if is_over else next(supply, None)
            if request is None:
                lines.pop(number).close()
            else:
                line.sendall(request)
    measured.share_of_core = (process_time() - cpu_started) / (perf_counter() - started)
    return measured


def open_line(port: int) -> socket.socket:
    """Return a connection that sends small requests at once."""
    line = socket.create_connection(("127.0.0.1", port), timeout=_SILENCE_SECONDS)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def ask(line: socket.socket, request: bytes) -> bytes:
    """Return the body of the answer, which must have status 200; raises `LoadFailed`."""
    line.sendall(request)
    answer = b""
    while (body_at := _find_body(answer, 200, b"")) < 0:
        answer += _read(line)
    return answer[body_at:]


def _open_lines(port: int, supply: Iterator[bytes]) -> Iterator[socket.socket]:
    """Yield each connection with its first request sent."""
    for _, request in zip(range(_CONNECTIONS), supply, strict=False):
        line = open_line(port)
        line.sendall(request)
        yield line


def _read(line: socket.socket) -> bytes:
    try:
        received = line.recv(_READ_BYTES)
    except TimeoutError as error:
        raise LoadFailed(f"the server kept silent for {_SILENCE_SECONDS:.0f} seconds") from error
    if not received:
        raise LoadFailed("the server closed the connection before it had answered")
    return received


def _find_body(answer: bytes, status: int, must_say: bytes) -> int:
    """Return where the body begins, or -1 while a part is missing; raises `LoadFailed`."""
    head_ends = answer.find(_END_OF_HEAD)
    if head_ends < 0:
        return -1
    at = answer.find(_LENGTH, 0, head_ends)
    if at < 0:
        raise LoadFailed(f"an answer without length: {_show(answer)}")
    at += len(_LENGTH)
    line_ends = answer.find(b"\r\n", at)
    body_at = head_ends + len(_END_OF_HEAD)
    if len(answer) - body_at < int(answer[at:line_ends]):
        return -1
    if int(answer[9:12]) != status or must_say not in answer:
        raise LoadFailed(f"expected {status} {must_say.decode()}, got: {_show(answer)}")
    return body_at


def _show(answer: bytes) -> str:
    return answer[:_SHOWN_BYTES].decode("utf-8", "replace")
