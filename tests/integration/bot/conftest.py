from __future__ import annotations

from datetime import date

import pytest

from backend.domain import Domain
from bot.building import Mind
from bot.understanding.understanding import Understanding, read_understanding
from tests.builders.citizens import ORDINARY, TestCitizen, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.showing_operator import ShowingOperator
from tests.builders.talks import a_mind


@pytest.fixture
def clock() -> StandingClock:
    """Return a clock at a day on which the articles may be told: they were reviewed on 2026-11-27."""
    clock = StandingClock()
    clock.pass_time(days=7)
    return clock


@pytest.fixture
def library() -> ShowingOperator:
    return ShowingOperator()


@pytest.fixture
def citizen(domain: Domain) -> TestCitizen:
    return a_citizen(domain)


@pytest.fixture
def record(domain: Domain, citizen: TestCitizen) -> str:
    return a_record(domain, citizen, ORDINARY, date(2026, 5, 1))


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return read_understanding()


@pytest.fixture
def mind(domain: Domain, understanding: Understanding) -> Mind:
    return a_mind(domain, understanding)
