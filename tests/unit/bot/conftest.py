from __future__ import annotations

from datetime import UTC, datetime

import pytest


class StandingClock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
