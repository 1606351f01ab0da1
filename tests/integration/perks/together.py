"""Wishes that meet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from backend.platform.errors import DomainError


def together(wishes: list[Callable[[], Any]]) -> list[Any]:
    """Run the wishes at once; a refusal that explains itself is an answer, any other error fails the test."""
    start = Barrier(len(wishes))

    def run(wish: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return wish()
        except DomainError as refusal:
            return refusal

    with ThreadPoolExecutor(len(wishes)) as threads:
        return list(threads.map(run, wishes))
