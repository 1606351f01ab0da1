"""The SIP2 port: connections, logins, the digits of requests, and the ordered faults."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections import deque
from typing import Any

from card_integration.simulator.sip2.counter import Counter
from card_integration.simulator.sip2.faults import HANG_SECONDS, Fault, Faults
from card_integration.simulator.sip2.wire import Request, Unreadable, read, write

_REQUESTS_KEPT = 1000
_SAY_IT_AGAIN = "96"


class _Closed(Exception):
    """This connection ends here."""


class Sip2Server:
    """Listens on loopback and keeps what reached it, apart from passwords."""

    def __init__(self, port: int, counter: Counter, faults: Faults) -> None:
        self.counter = counter
        self.faults = faults
        self.requests: deque[dict[str, Any]] = deque(maxlen=_REQUESTS_KEPT)
        self._server = _Listener(("127.0.0.1", port), _Visit)
        self._server.sip2 = self
        self.port: int = self._server.server_address[1]

    def start(self) -> None:
        """Serve from a thread of its own until the process ends."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def record(self, request: Request) -> None:
        """Keep what a caller sent."""
        shown = {name: value for name, value in request.fields.items() if name != "CO"}
        self.requests.append({"code": request.code, "fixed": request.fixed, "fields": shown})


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sip2: Sip2Server


class _Visit(socketserver.BaseRequestHandler):
    """One connection: a login, then requests one after the other."""

    def setup(self) -> None:
        listener = self.server
        assert isinstance(listener, _Listener)  # noqa: S101  socketserver knows only the general class
        self._server, self._counter = listener.sip2, listener.sip2.counter
        self._is_logged_in, self._last_digit, self._last_text = False, "", ""
        connection: socket.socket = self.request
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection

    def handle(self) -> None:
        """Serve until either side ends it."""
        pending = b""
        try:
            while received := self._connection.recv(4096):
                *frames, pending = (pending + received).split(b"\r")
                for frame in frames:
                    self._serve(frame.lstrip(b"\n"))
                if pending.strip() and not self._counter.reads_split_messages:
                    self._send("940", "")
                    pending = b""
        except (_Closed, OSError):
            return

    def _serve(self, frame: bytes) -> None:
        try:
            request = read(frame, self._counter.setup.encoding)
        except Unreadable:
            self._send(_SAY_IT_AGAIN, "")
            return
        if request.code == "97":
            self._repeat()
            return
        if not self._is_next(request):
            self._send(_SAY_IT_AGAIN, "")
            return
        self._server.record(request)
        fault = self._server.faults.take(request.code)
        if fault is Fault.ASK_AGAIN:
            self._send(_SAY_IT_AGAIN, "")
            return
        text = self._done(request, fault)
        if fault is Fault.CLOSE_AFTER:
            raise _Closed
        self._last_text, self._last_digit = text, request.digit
        self._send(text, request.digit, fault)
        if request.code == "93" and not self._is_logged_in and not self._counter.keeps_open_after_refusal:
            raise _Closed

    def _done(self, request: Request, fault: Fault) -> str:
        """Do what is asked and return the answer, unless a fault comes before."""
        if fault is Fault.HANG:
            threading.Event().wait(HANG_SECONDS)
        if fault in (Fault.HANG, Fault.CLOSE_BEFORE):
            raise _Closed
        if request.code == "93":
            self._is_logged_in = self._counter.accepts(request)
            return f"94{int(self._is_logged_in)}"
        if not self._is_logged_in:
            raise _Closed
        if fault is Fault.LIE and request.code == "37":
            return self._counter.fee_paid_text(request, is_done=True)
        return self._counter.answer(request)

    def _is_next(self, request: Request) -> bool:
        if not self._counter.checks_order_of_digits or not self._last_digit:
            return True
        return request.digit == str((int(self._last_digit) + 1) % 10)

    def _repeat(self) -> None:
        if not self._last_text:
            self._send(_SAY_IT_AGAIN, "")
            return
        fault = self._server.faults.take("97")
        digit = self._last_digit if self._counter.repeats_digit_when_asked_again else ""
        self._send(self._last_text, digit, fault, is_ended=self._counter.ends_what_it_repeats)

    def _send(self, text: str, digit: str, fault: Fault = Fault.NONE, *, is_ended: bool = True) -> None:
        if fault is Fault.WRONG_DIGIT:
            digit = str((int(digit or "0") + 5) % 10)
        frame = write(text, digit, self._counter.setup.encoding)
        if fault is Fault.GARBLE:
            frame = frame[:2] + bytes([frame[2] ^ 1]) + frame[3:]
        if not is_ended:
            frame = frame.removesuffix(b"\r")
        pieces = [frame[at : at + 1] for at in range(len(frame))] if fault is Fault.SPLIT else [frame]
        for piece in pieces:
            self._connection.sendall(piece)
