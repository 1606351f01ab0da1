"""Starts a simulator as the separate process that it is, on a free port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[3]


@contextmanager
def running(module: str, *arguments: str, port: int = 0) -> Iterator[str]:
    """Run a simulator for the length of a block; yields the address that it printed."""
    command = [sys.executable, "-m", module, "--port", str(port), *arguments]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
