from __future__ import annotations

from pathlib import Path

import pytest

from backend.platform.keyring.file_ring import FileKeyRing
from tests.builders.clock import StandingClock
from tests.unit.platform.keyring.entries import WRAPPING_KEY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "signing.json"


@pytest.fixture
def key_ring(path: Path, clock: StandingClock) -> FileKeyRing:
    return FileKeyRing(path, WRAPPING_KEY, clock, may_be_made=True)
