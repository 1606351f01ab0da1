from __future__ import annotations

import pytest

from bot.understanding.understanding import Understanding, read_understanding


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return read_understanding()
