"""The outbox against worker processes of its own, that run together, are killed, and are told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.platform.clock import SystemClock
from backend.platform.database import Database
from backend.platform.outbox.worker import OutboxWorker
from tests.builders.clock import StandingClock
from tests.integration.platform.outbox_process import DOWN, HOLDING, HOURS, WORKERS, write_down
from tests.integration.platform.rows import put_messages, stored_messages

pytestmark = pytest.mark.store
ROOT = Path(__file__).parents[3]
STREAMS, EACH = 30, 10
PATIENCE_SECONDS = 300
Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger"
    path.touch()
    return path


@pytest.fixture
def start(database: Database, ledger: Path) -> Iterator[Start]:
    """Start worker processes on the test's database; none outlives the test."""
    address = database.engine.url.render_as_string(hide_password=False)
    started: list[subprocess.Popen[str]] = []

    def start(task: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.integration.platform.outbox_process"]
        started.append(
            subprocess.Popen(
                [*command, address, str(ledger), task],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        with process:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def test_workers_that_run_together_deliver_each_message_once_and_each_stream_in_order(
    database: Database, start: Start, ledger: Path
) -> None:
    for number in range(EACH):
        for stream in range(STREAMS):
            put_messages(database, f"{stream}/{number}", stream=str(stream), at=SystemClock().now())
    workers = [start("deliver") for _ in range(WORKERS)]
    assert [said(worker) for worker in workers] == ["ready"] * WORKERS
    for worker in workers:
        let_go(worker)
    assert [worker.wait(PATIENCE_SECONDS) for worker in workers] == [0] * WORKERS

    delivered: dict[str, list[int]] = defaultdict(list)
    for line in ledger.read_text().splitlines():
        if not line.startswith(HOLDING):
            stream, number = line.split("/")
            delivered[stream].append(int(number))
    assert delivered == {str(stream): list(range(EACH)) for stream in range(STREAMS)}
    assert {(one.state, one.attempts) for one in stored_messages(database).values()} == {("done", 1)}


def test_a_message_whose_worker_was_killed_comes_back_when_the_lease_ends(
    database: Database, start: Start, ledger: Path
) -> None:
    put_messages(database, "a", "b", at=SystemClock().now())
    killed = start("hang")
    assert said(killed) == "ready"
    let_go(killed)
    assert said(killed) == f"{HOLDING} a"
    killed.send_signal(signal.SIGKILL)
    assert killed.wait(PATIENCE_SECONDS) == -signal.SIGKILL

    clock = StandingClock(SystemClock().now())
    heir = OutboxWorker(database, clock, {"note": write_down(ledger)})
    assert heir.run_until_idle() == 0
    clock.pass_time(hours=1)
    assert heir.run_until_idle() == 2
    assert ledger.read_text().split() == ["a", "b"]
    assert stored_messages(database)["a"].attempts == 2


def test_a_worker_that_lives_keeps_its_message_beyond_the_lease_and_killed_loses_it(
    database: Database, start: Start, ledger: Path
) -> None:
    put_messages(database, "a", at=SystemClock().now())
    holder = start("hold")
    assert said(holder) == "ready"
    let_go(holder)
    assert said(holder) == f"{HOLDING} a"
    first_lease_ends = stored_messages(database)["a"].leased_until
    assert first_lease_ends is not None
    heir = OutboxWorker(database, SystemClock(), {"note": write_down(ledger)})
    while SystemClock().now() <= first_lease_ends:
        time.sleep(0.05)
    assert not heir.run_once()

    holder.send_signal(signal.SIGKILL)
    assert holder.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not heir.run_once():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert ledger.read_text().split() == ["a"]
    assert stored_messages(database)["a"].attempts == 2


def test_workers_of_which_each_meets_an_operator_that_is_down_leave_it_alone_together(
    database: Database, start: Start, ledger: Path
) -> None:
    operators = (DOWN, "bus", "gas")
    for link in range(60):
        for operator in operators:
            put_messages(database, f"{operator}/{link}", stream=f"{operator}/{link}", at=SystemClock().now())
    workers = [start("one-down") for _ in range(WORKERS)]
    assert [said(worker) for worker in workers] == ["ready"] * WORKERS
    for worker in workers:
        let_go(worker)
    assert [worker.wait(PATIENCE_SECONDS) for worker in workers] == [0] * WORKERS

    delivered = ledger.read_text().split()
    assert Counter(delivered) == {f"{one}/{link}": 1 for one in operators[1:] for link in range(60)}
    calls = sum(one.attempts for one in stored_messages(database).values() if one.destination == DOWN)
    # Five open the breaker, three may be under way meanwhile; slow as this may be, few probes come on top.
    assert 5 <= calls < 20


def test_worker_processes_do_each_slot_of_a_schedule_exactly_once(
    database: Database, start: Start, ledger: Path
) -> None:
    workers = [start("slots") for _ in range(2)]
    assert [said(worker) for worker in workers] == ["ready"] * 2
    for worker in workers:
        let_go(worker)
    assert [worker.wait(PATIENCE_SECONDS) for worker in workers] == [0] * 2
    done = ledger.read_text().split()
    assert (len(done), len(set(done))) == (HOURS, HOURS)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_command_delivers_until_it_is_told_to_stop_and_then_ends_well(
    database: Database, start: Start, ledger: Path, told: signal.Signals
) -> None:
    worker = start("command")
    put_messages(database, "a", at=SystemClock().now())
    deadline = time.monotonic() + PATIENCE_SECONDS
    while stored_messages(database)["a"].state != "done":
        assert worker.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    worker.send_signal(told)
    assert worker.wait(PATIENCE_SECONDS) == 0
    assert ledger.read_text().split() == ["a"]
