"""What the machine itself kept everybody waiting for: cores that its host took away, and a slow disk."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.soak.answers import now

_BLOCK = bytes(8192)
_BETWEEN_WRITES_SECONDS = 0.25
_STOLEN, _COUNTED = 7, 8  # of the fields of /proc/stat, proc(5): guests are counted in others already


class Machine:
    """Writes a page to a disk four times a second, and counts what the host takes away (Linux)."""

    def __init__(self) -> None:
        self._writes: list[float] = []
        self._times = _processor_times()

    @contextmanager
    def watching(self, disk: Path) -> Iterator[None]:
        """Watch this disk while the block runs."""
        over = threading.Event()
        thread = threading.Thread(target=self._write, args=(disk / "probe", over))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def since_last_asked(self) -> tuple[float, float]:
        """Return the hundredths of processor time that were stolen, and the slowest write in milliseconds."""
        before, self._times = self._times, _processor_times()
        writes, self._writes = self._writes, []
        spent = [new - old for new, old in zip(self._times, before, strict=True)]
        return 100 * spent[_STOLEN] / max(1, sum(spent)), 1000 * max(writes, default=0.0)

    def _write(self, path: Path, over: threading.Event) -> None:
        with path.open("wb", buffering=0) as file:
            while not over.wait(_BETWEEN_WRITES_SECONDS):
                began = now()
                file.write(_BLOCK)
                os.fsync(file.fileno())
                self._writes.append(now() - began)


def _processor_times() -> list[int]:
    first = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(ticks) for ticks in first.split()[1 : 1 + _COUNTED]]
