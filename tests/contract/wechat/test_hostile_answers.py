"""Whatever answers in the place of WeChat's API is trouble of one kind, and not a fault of ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from bot.wechat.files import FileTransfers, ReceivedFile
from bot.wechat.library import ApiClient, ApiTrouble

DEEP = b"[" * 4000
ANSWERS = (b"", b"[]", b"null", b"7", b"\xff", b'{"errcode":"x"}', DEEP)


@pytest.fixture
def answers() -> list[bytes]:
    return []


@pytest.fixture
def url(answers: list[bytes]) -> Iterator[str]:
    app = Flask(__name__)

    @app.route("/api", methods=["GET", "POST"])
    def answer() -> Response:
        return Response(answers[-1], content_type="application/json")

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_answer_whatever_is_more_than_trouble(url: str, answers: list[bytes]) -> None:
    files, api = FileTransfers(url), ApiClient("wx1", "secret", url)
    for body in ANSWERS:
        answers.append(body)
        with pytest.raises(ApiTrouble):
            files.upload("/api", {}, "a.png", ReceivedFile("image/png", b"x"))
        with pytest.raises(ApiTrouble):
            files.download("/api", {}, 10_000)
        with pytest.raises(ApiTrouble):
            api.get("/api", {})
