from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
import redis

from backend.platform.short_lived import open_redis


@pytest.fixture
def hanging_up() -> Iterator[tuple[str, list[bytes]]]:
    """Listen as a Redis that hangs up at once; yields its address and what each caller had said."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller:
                        calls.append(caller.recv(4096))

        listening = Thread(target=answer, daemon=True)
        listening.start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}", calls
        server.shutdown(socket.SHUT_RDWR)
        listening.join(60)


def test_the_embedded_default_answers_without_a_server() -> None:
    embedded = open_redis("memory://")
    assert embedded.set("key", "value", ex=60)
    assert embedded.get("key") == b"value"
    assert 0 < embedded.ttl("key") <= 60


def test_the_embedded_default_runs_scripts_as_redis_does() -> None:
    assert open_redis("memory://").eval("return redis.call('INCR', KEYS[1])", 1, "count") == 1


def test_opening_does_not_need_the_server_yet() -> None:
    open_redis("redis://127.0.0.1:1").close()


def test_a_server_that_is_away_is_an_error_and_not_an_endless_wait() -> None:
    with open_redis("redis://127.0.0.1:1") as away, pytest.raises(redis.ConnectionError):
        away.get("key")


def test_a_command_is_never_repeated_behind_the_callers_back(
    hanging_up: tuple[str, list[bytes]],
) -> None:
    address, calls = hanging_up
    with open_redis(address) as client, pytest.raises(redis.ConnectionError):
        client.incr("count")
    assert len(calls) == 1
