from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platform.clock import CITY_ZONE
from backend.platform.outbox.results import Delivered
from backend.platform.outbox.schedules import Schedule

MOMENTS = st.floats(-1e9, 1e9).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def schedule(every: timedelta, at: timedelta = timedelta()) -> Schedule:
    return Schedule("count", every, lambda _: Delivered(), at)


@pytest.mark.parametrize(
    ("now", "slot_at"),
    [("2026-11-23T03:00", "2026-11-23T03:00"), ("2026-11-24T02:59", "2026-11-23T03:00")],
)
def test_a_nightly_slot_begins_at_its_hour_of_the_citys_night(now: str, slot_at: str) -> None:
    nightly = schedule(timedelta(days=1), timedelta(hours=3))
    here = datetime.fromisoformat(now).replace(tzinfo=CITY_ZONE)
    assert nightly.slot_at(here) == datetime.fromisoformat(slot_at).replace(tzinfo=CITY_ZONE)


@given(now=MOMENTS, minutes=st.integers(1, 100_000), at=st.integers(0, 100_000))
def test_every_moment_lies_in_exactly_one_slot(now: datetime, minutes: int, at: int) -> None:
    some = schedule(timedelta(minutes=minutes), timedelta(minutes=at))
    begin = some.slot_at(now)
    assert begin <= now < begin + some.every
    assert some.slot_at(begin) == begin
    assert some.slot_at(begin + some.every) == begin + some.every


def test_slots_are_named_in_utc_wherever_the_worker_stands() -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)
    hourly = schedule(timedelta(hours=1))
    assert hourly.slot_at(now.astimezone(CITY_ZONE)).isoformat() == "2026-11-23T04:00:00+00:00"
