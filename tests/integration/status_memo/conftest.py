"""The memos themselves, and the same domain without any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis

from backend.domain import Domain, Ground, Policy
from backend.platform.short_lived import open_redis
from backend.status.memo import StatusMemos
from tests.integration.status_memo.looks import built


@pytest.fixture
def memos(ground: Ground) -> StatusMemos:
    return StatusMemos(ground.short_lived)


@pytest.fixture
def away() -> Iterator[redis.Redis]:
    with open_redis("redis://127.0.0.1:1") as client:
        yield client


@pytest.fixture
def unaided(ground: Ground, policy: Policy, away: redis.Redis) -> Domain:
    """Return the same domain without Redis, which evaluates at every look."""
    return built(replace(ground, short_lived=away), policy)
