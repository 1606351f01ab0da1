"""Several workers that begin at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

TOGETHER = 4
T = TypeVar("T")


def at_the_same_moment(do: Callable[[int], T]) -> list[T]:
    """Return what each of them gets; an error of one is raised here."""
    together = threading.Barrier(TOGETHER)

    def begin(number: int) -> T:
        together.wait()
        return do(number)

    with ThreadPoolExecutor(TOGETHER) as threads:
        return [*threads.map(begin, range(TOGETHER))]
