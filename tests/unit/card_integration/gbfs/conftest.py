from __future__ import annotations

import pytest

from card_integration.gbfs.feed import GbfsFeed
from tests.unit.card_integration.gbfs.scripted_feed import ScriptedFeed


@pytest.fixture
def script() -> ScriptedFeed:
    return ScriptedFeed()


@pytest.fixture
def feed(script: ScriptedFeed) -> GbfsFeed:
    return script.another_worker()
