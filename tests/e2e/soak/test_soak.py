"""A crowd uses a town for long, then things go wrong one at a time: nothing is lost and nothing is twice.

The suite runs a short one with two faults. The full one, on a quiet machine:
`pytest -s tests/e2e/soak --soak-seconds=1800 --soak-faults=all --soak-report=var/soak.json`
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.soak.answers import (
    Kind,
    faults_of,
    kinds_of,
    now,
    percentiles_ms,
    seconds_to_recover,
    slow_seconds,
)
from tests.e2e.soak.crowd import Crowd, gather
from tests.e2e.soak.faults import FAULTS, can_move_clocks, clock_environment
from tests.e2e.soak.ledgers import nothing_is_lost_or_twice
from tests.e2e.soak.machine import Machine
from tests.e2e.soak.own_stores import may_make_disks, missing
from tests.e2e.soak.places import open_place

pytestmark = pytest.mark.e2e
_WORKERS = 4
_SHARE_OF_PEAK = 0.6
_SHARE_UNDER_FAULTS = 0.4
_PARTS = 10
_SMALL_DISK_MIB = 512
_CALM_SECONDS, _AFTER_SECONDS = 3.0, 8.0
_MOVES_THE_CLOCK = {"the_clock_jumps_forward", "the_clock_jumps_back"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "fault" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--soak-faults")
        metafunc.parametrize("fault", list(FAULTS) if asked == "all" else asked.split(","))


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if (what := missing()) is not None:
        pytest.skip(what)


@pytest.fixture
def soak_seconds(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--soak-seconds"))


@pytest.fixture
def fault_seconds(request: pytest.FixtureRequest) -> float:
    return float(request.config.getoption("--soak-fault-seconds"))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Any:
    """Return a way to add a line to the report, if one is wanted."""

    def add(line: dict[str, Any]) -> None:
        print(json.dumps(line, ensure_ascii=False))
        if path := request.config.getoption("--soak-report"):
            with Path(path).open("a", encoding="utf-8") as report:
                report.write(json.dumps(line, ensure_ascii=False) + "\n")

    return add


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    with open_place(tmp_path, _WORKERS) as place:
        yield gather(place, 60)


def test_a_crowd_is_served_for_long_without_an_error(crowd: Crowd, soak_seconds: float, tell: Any) -> None:
    peak = crowd.serve_all_it_can(min(20.0, soak_seconds / 2))
    began, memory, machine = now(), [crowd.place.memory_mib()], Machine()
    kept_waiting = []
    with crowd.walking(peak * _SHARE_OF_PEAK), machine.watching(crowd.place.disk):
        for part in range(_PARTS):
            time.sleep(max(0.0, began + soak_seconds * (part + 1) / _PARTS - now()))
            memory.append(crowd.place.memory_mib())
            kept_waiting.append(machine.since_last_asked())
    bounds = [began + soak_seconds * part / _PARTS for part in range(_PARTS + 1)]
    parts = [crowd.tally.between(*span) for span in pairwise(bounds)]
    tell(
        {
            "soak_seconds": soak_seconds,
            "peak_errands_per_second": round(peak, 1),
            "requests_per_second": round(sum(map(len, parts)) / soak_seconds, 1),
            "p50_p99_ms": [[round(ms, 1) for ms in percentiles_ms(part)] for part in parts],
            "seconds_with_p99_over_100_ms": [slow_seconds(part) for part in parts],
            "stolen_percent_slowest_write_ms": [[round(each, 1) for each in part] for part in kept_waiting],
            "workers_mib": [[round(mib, 1) for mib in each] for each in memory],
        }
    )
    answers = crowd.tally.between(0, now())
    assert faults_of(answers) == {}
    assert kinds_of(answers).keys() == {Kind.FINE}
    tell({"compared": nothing_is_lost_or_twice(crowd.place, crowd.journal)})


@pytest.fixture
def crowd_in_need(tmp_path: Path, fault: str) -> Iterator[Crowd]:
    """Give a crowd in a town that the fault can happen to."""
    disk, environment = None, None
    if fault == "the_disk_is_full":
        if not may_make_disks():
            pytest.skip("only root may mount the small disk that is to be filled")
        disk = _SMALL_DISK_MIB
    if fault in _MOVES_THE_CLOCK:
        if not can_move_clocks():
            pytest.skip("faketime, which moves the clocks, is not installed here")
        environment = clock_environment(tmp_path)
    with open_place(tmp_path, 2, disk, environment) as place:
        yield gather(place, 30)


def test_nothing_is_lost_or_twice_when(
    fault: str, crowd_in_need: Crowd, fault_seconds: float, tell: Any
) -> None:
    crowd = crowd_in_need
    with crowd.walking(crowd.serve_all_it_can(3.0) * _SHARE_UNDER_FAULTS):
        time.sleep(_CALM_SECONDS)
        began = now()
        with FAULTS[fault](crowd.place):
            time.sleep(fault_seconds)
        ended = now()
        time.sleep(_AFTER_SECONDS + fault_seconds)
        over = now()
    during, after = crowd.tally.between(began, ended), crowd.tally.between(ended, now())
    tell(
        {
            "fault": fault,
            "seconds": round(ended - began, 1),
            "answers": kinds_of(during),
            "p99_ms": round(percentiles_ms(during)[1], 1),
            "seconds_to_recover": round(seconds_to_recover(after, ended), 2),
            "signed_in_again": crowd.journal.signed_in_again,
            "wrong": faults_of(crowd.tally.between(began, now())),
        }
    )
    assert crowd.journal.given_up == 0
    assert faults_of(crowd.tally.between(0, now())) == {}
    assert {one.kind for one in crowd.tally.between(over - _AFTER_SECONDS / 2, now())} == {Kind.FINE}
    tell({"fault": fault, "compared": nothing_is_lost_or_twice(crowd.place, crowd.journal)})
