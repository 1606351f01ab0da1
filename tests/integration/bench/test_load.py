from __future__ import annotations

import pytest

from bench.latencies import PacedLoad, measure_latencies, p99
from bench.load import Load, LoadFailed, http_request, send
from tests.integration.bench.conftest import SmallServer

LONG = 60.0
AT_ONCE = 1e9
GOOD = http_request("GET", "/200")


def numbered(how_many: int) -> list[bytes]:
    return [http_request("GET", f"/200?{number}") for number in range(how_many)]


def test_a_load_that_is_sent_once_sends_each_request_once(server: SmallServer) -> None:
    measured = send(Load(server.port, numbered(100), LONG, once=True, keep=True))
    assert sorted(server.asked) == sorted(f"/200?{number}" for number in range(100))
    assert (measured.answers, set(measured.bodies), len(server.callers)) == (100, {b"fourmore"}, 32)


def test_other_loads_go_round_until_their_time_is_over(server: SmallServer) -> None:
    measured = send(Load(server.port, numbered(2), 0.2, keep=True))
    assert set(server.asked) == {"/200?0", "/200?1"}
    assert len(measured.bodies) == len(server.asked) >= 32
    assert measured.answers <= len(measured.bodies)


def test_no_answer_in_time_is_no_rate(server: SmallServer) -> None:
    with pytest.raises(LoadFailed, match="no answer came in time"):
        _ = send(Load(server.port, [GOOD], 0.0, once=True)).rate


@pytest.mark.parametrize("path", ["/404", "/cut"])
@pytest.mark.parametrize("paced", [False, True])
def test_an_answer_that_is_no_success_ends_the_measurement(
    server: SmallServer, path: str, paced: bool
) -> None:
    requests = [*numbered(8), http_request("GET", path)]
    with pytest.raises(LoadFailed):
        if paced:
            measure_latencies(PacedLoad(server.port, requests, AT_ONCE))
        else:
            send(Load(server.port, requests, LONG, once=True))


def test_an_answer_without_the_right_words_ends_the_measurement(server: SmallServer) -> None:
    with pytest.raises(LoadFailed, match="expected 200 something else"):
        send(Load(server.port, [GOOD], LONG, once=True, must_say=b"something else"))


def test_a_paced_load_sends_each_request_once_over_eight_connections(server: SmallServer) -> None:
    latencies = measure_latencies(PacedLoad(server.port, numbered(50), AT_ONCE))
    assert sorted(server.asked) == sorted(f"/200?{number}" for number in range(50))
    assert (len(latencies), len(server.callers)) == (50, 8)


def test_a_request_that_had_to_wait_for_an_answer_feels_that_wait(server: SmallServer) -> None:
    latencies = measure_latencies(PacedLoad(server.port, numbered(80), AT_ONCE))
    shares = [latencies[first : first + 10] for first in range(0, 80, 10)]
    assert all(share == sorted(share) for share in shares)


def test_the_p99_is_what_the_slowest_hundredth_exceeds() -> None:
    waits = [0.001] * 985 + [1.0] * 15
    assert p99(waits) == 1.0
    assert p99([0.001] * 995 + [1.0] * 5) == 0.001
