"""SIP2 servers as processes of their own: our simulator, and invenio-sip2 where it is installed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PROJECT = Path(__file__).parents[3]
INVENIO_PYTHON = os.environ.get("SIP2_INVENIO_PYTHON")
WITHOUT_INVENIO = (
    "SIP2_INVENIO_PYTHON names no interpreter with invenio-sip2 1.0.0, six and redis installed; "
    "it is AGPL, so it is neither a dependency nor imported here"
)


@dataclass(frozen=True)
class SimulatedLibrary:
    """A running simulator: where SIP2 is spoken, and its HTTP side."""

    port: int
    control: str
    http: httpx.Client

    def get(self, path: str) -> dict[str, Any]:
        return self.http.get(self.control + path).raise_for_status().json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.http.post(self.control + path, json=body).raise_for_status().json()

    def order(self, kind: str, request: str, count: int = 1, spared: int = 0) -> None:
        self.post("/_simulator/faults", kind=kind, request=request, count=count, spared=spared)

    def asked(self, code: str) -> list[dict[str, Any]]:
        requests = self.get("/_simulator/requests")["requests"]
        return [one["fields"] for one in requests if one["code"] == code]

    def effects(self, card_number: str) -> list[tuple[str, int]]:
        effects = self.get("/_simulator/ledger")["effects"]
        return [(one["effect"], one["amount_fen"]) for one in effects if one["card_number"] == card_number]


@contextmanager
def simulated_library(city: Path, manner: str, *options: str) -> Iterator[SimulatedLibrary]:
    module = "card_integration.simulator.sip2"
    command = [sys.executable, "-m", module, "--port", "0", "--manner", manner, "--city", str(city), *options]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with process, httpx.Client(trust_env=False) as http:
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            address = next(word for word in words if word.startswith("sip2://"))
            yield SimulatedLibrary(int(address.rsplit(":", 1)[1]), words[-1], http)
        finally:
            process.terminate()


@contextmanager
def invenio_sip2(interpreter: str, port: int) -> Iterator[int]:
    command = [interpreter, str(Path(__file__).with_name("invenio_peer.py")), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(400):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                    break
                assert process.poll() is None, "invenio-sip2 did not start"
                time.sleep(0.05)
            yield port
        finally:
            process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
