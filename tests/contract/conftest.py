"""What the tests of every protocol share: a client that goes straight to a process on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def direct() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as http:
        yield http
