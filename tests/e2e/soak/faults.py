"""What goes wrong in a town: each fault holds while its block runs, and is mended at its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tests.e2e.soak.places import LIBRARY, WORKER, Place

_JUMP_BACK_SECONDS, _JUMP_FORWARD_SECONDS = -300, 600
_CLOCKS_AGREE_SECONDS = 10
_BLOCK = bytes(1 << 20)
_LIBRARIES_OF_FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))

Fault = Callable[[Place], AbstractContextManager[None]]


@contextmanager
def a_server_worker_is_killed(place: Place) -> Iterator[None]:
    """One of the processes that answer requests dies at once."""
    os.kill(place.server_workers()[0], signal.SIGKILL)
    yield


@contextmanager
def the_outbox_worker_is_killed(place: Place) -> Iterator[None]:
    """The process that carries wishes to operators dies at once; whoever watches over it starts another."""
    place.signal(WORKER, signal.SIGKILL)
    yield
    place.running.pop(WORKER).wait()
    place.start(WORKER)


@contextmanager
def redis_is_restarted(place: Place) -> Iterator[None]:
    """Redis ends in order, is away, and comes back with what it had written."""
    place.redis.stop()
    yield
    place.redis.start()


@contextmanager
def redis_dies(place: Place) -> Iterator[None]:
    """Redis dies at once, and comes back without what it had not written yet."""
    place.redis.stop(signal.SIGKILL)
    yield
    place.redis.start()


@contextmanager
def postgres_is_restarted(place: Place) -> Iterator[None]:
    """PostgreSQL ends every session in order, is away, and comes back."""
    place.postgres.stop("fast")
    yield
    place.postgres.start()


@contextmanager
def postgres_dies(place: Place) -> Iterator[None]:
    """PostgreSQL's power goes; it recovers from its log."""
    place.postgres.stop("immediate")
    yield
    place.postgres.start()


@contextmanager
def an_operator_freezes(place: Place) -> Iterator[None]:
    """The library takes connections and answers nothing."""
    place.signal(LIBRARY, signal.SIGSTOP)
    yield
    place.signal(LIBRARY, signal.SIGCONT)


@contextmanager
def the_disk_is_full(place: Place) -> Iterator[None]:
    """PostgreSQL has no room left. If it gave up, whoever watches over it starts it once there is room."""
    ballast = place.disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(_BLOCK) == len(_BLOCK):
            pass
    yield
    ballast.unlink()
    _revive(place)


def clock_environment(folder: Path) -> dict[str, str]:
    """Return the settings under which a town's clocks can be moved; raises `IndexError` without faketime.

    Only what tells the time of day moves: waiting is by the monotonic clock, which no time service changes.
    """
    moved = folder / "clock"
    moved.write_text("+0")
    return {
        "LD_PRELOAD": str(_LIBRARIES_OF_FAKETIME[0]),
        "FAKETIME_TIMESTAMP_FILE": str(moved),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }


def can_move_clocks() -> bool:
    """Tell whether faketime is installed."""
    return bool(_LIBRARIES_OF_FAKETIME)


@contextmanager
def the_clock_jumps_forward(place: Place) -> Iterator[None]:
    """The clock of every process is ten minutes ahead, and then right again."""
    with _moved(place, _JUMP_FORWARD_SECONDS):
        yield


@contextmanager
def the_clock_jumps_back(place: Place) -> Iterator[None]:
    """The clock of every process is five minutes behind, and then right again."""
    with _moved(place, _JUMP_BACK_SECONDS):
        yield


@contextmanager
def _moved(place: Place, seconds: int) -> Iterator[None]:
    file = Path(place.environment["FAKETIME_TIMESTAMP_FILE"])
    file.write_text(f"{seconds:+d}")
    # A process of the town's own tells that it works: the server caches the date over its answers.
    asked = (sys.executable, "-c", "import time; print(time.time())")
    told = subprocess.run(asked, env=dict(place.environment), check=True, capture_output=True).stdout
    assert abs(float(told) - time.time() - seconds) < _CLOCKS_AGREE_SECONDS
    yield
    file.write_text("+0")


def _revive(place: Place) -> None:
    deadline = time.monotonic() + 60
    while not place.postgres.is_running():
        assert time.monotonic() < deadline, "PostgreSQL did not come back"
        if not place.postgres.is_there():
            place.postgres.start()
        time.sleep(0.5)


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        a_server_worker_is_killed,
        the_outbox_worker_is_killed,
        redis_is_restarted,
        redis_dies,
        postgres_is_restarted,
        postgres_dies,
        an_operator_freezes,
        the_disk_is_full,
        the_clock_jumps_forward,
        the_clock_jumps_back,
    )
}
