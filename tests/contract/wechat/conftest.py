from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.wechat.account import AppAccount

ROOT = Path(__file__).parents[3]
MINI = AppAccount("wx00000000000000aa", "minisecret0123456789abcdef")
OFFICIAL = AppAccount("wx00000000000000bb", "officialsecret0123456789ab")
TEMPLATE = "template-of-results-0000000000"
TOKEN, AES_KEY = "callbacktoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CITY: dict[str, Any] = {
    "wechat": {
        "mini_program": {
            "appid": MINI.appid,
            "secret": MINI.secret,
            "templates": {TEMPLATE: ["thing1", "phrase2", "time3"]},
        },
        "official_account": {
            "appid": OFFICIAL.appid,
            "secret": OFFICIAL.secret,
            "token": TOKEN,
            "aes_key": AES_KEY,
        },
    },
    "citizens": [
        {
            "name": "陈一",
            "wechat_code": "demo-chen",
            "openid": "oMiniChen",
            "official_openid": "oFollowChen",
            "unionid": "uChen",
        },
        {"wechat_code": "demo-lin", "openid": "oMiniLin", "official_openid": "oFollowLin", "unionid": None},
    ],
}


class Simulator:
    """WeChat's side, running as a process of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def order_fault(self, **fault: Any) -> None:
        self.ask("POST", "/_simulator/faults", fault)

    def mint_code(self, wechat_code: str) -> str:
        return self.ask("POST", "/_simulator/codes", {"wechat_code": wechat_code})[1]["code"]

    def say(self, **order: Any) -> dict[str, Any]:
        return self.ask("POST", "/_simulator/say", order)[1]

    def urls(self) -> list[str]:
        return [call["url"] for call in self.ask("GET", "/_simulator/calls")[1]["calls"]]

    def counts(self) -> dict[str, int]:
        return self.ask("GET", "/_simulator/calls")[1]["counts"]

    def pass_time(self, seconds: int) -> None:
        """Run so far ahead of the machine's clock, until the test is over."""
        self.ask("POST", "/_simulator/clock", {"offset_seconds": seconds})

    def chat(self, official_openid: str) -> list[dict[str, Any]]:
        return self.ask("GET", f"/_simulator/chat?official_openid={official_openid}")[1]["chat"]

    def behave(self) -> None:
        self.pass_time(0)
        self.ask("DELETE", "/_simulator/chat")
        self.ask("DELETE", "/_simulator/subscriptions")
        self.ask("DELETE", "/_simulator/faults")
        self.ask("DELETE", "/_simulator/calls")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the simulator ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the simulator does not answer")


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    city = tmp_path_factory.mktemp("wechat") / "city.json"
    city.write_text(json.dumps(CITY), encoding="utf-8")
    port = find_free_port()
    module = "card_integration.simulator.wechat"
    command = [sys.executable, "-m", module, "--port", str(port), "--city", str(city)]
    started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(started, port)
        yield Simulator(port)
    finally:
        started.terminate()
        started.wait(timeout=10)


@pytest.fixture
def simulator(process: Simulator) -> Iterator[Simulator]:
    process.behave()
    yield process
    process.behave()
