"""The simulated bike operator's feed: as the published schemas want it, and as the adapter reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fakeredis
import httpx
import pytest
from gbfs_validator import validate_feed

from backend.cards.bike_stations import BikeStationService, Place
from backend.platform.errors import Unavailable
from card_integration.gbfs.feed import GbfsFeed
from tests.builders.clock import StandingClock
from tests.contract.operators.conftest import running_house
from tests.contract.operators.synthetic_city import write_city

LIANBAN = Place(24.4867, 118.1043)


@pytest.fixture
def address(tmp_path: Path, direct: httpx.Client) -> Iterator[str]:
    write_city(tmp_path / "city.json")
    with running_house("bike", tmp_path, direct) as bike:
        yield f"{bike.base_url}/gbfs/gbfs.json"


def feed_at(address: str, clock: StandingClock) -> GbfsFeed:
    return GbfsFeed(address, 3.0, fakeredis.FakeRedis(), clock)


def test_the_simulators_feed_passes_the_published_schemas(address: str) -> None:
    report = validate_feed(address, docked=True)
    assert report["summary"]["version"] == {"detected": "3.0", "validated": "3.0"}
    faults = {one["file"]: one.get("errors") for one in report["files"] if one["hasErrors"]}
    assert (faults, report["summary"]["hasErrors"]) == ({}, False)
    published = {one["file"] for one in report["files"] if one["exists"]}
    assert published >= {
        *("gbfs.json", "system_information.json", "station_information.json"),
        *("station_status.json", "system_pricing_plans.json"),
    }


def test_the_nearest_stations_are_read_from_the_process(address: str) -> None:
    clock = StandingClock()
    found = BikeStationService(feed_at(address, clock), clock).find_nearby(LIANBAN, 3)
    assert [one.station.name_zh for one in found.stations] == ["莲坂", "湖滨南路", "筼筜湖"]
    assert found.stations[0].metres == 0
    assert [one.metres for one in found.stations] == sorted(one.metres for one in found.stations)
    for one in found.stations:
        assert one.station.docks is not None
        assert one.station.bikes + one.station.docks in (24, 30, 40)
    assert [price.by_minute[0].rate_fen for price in found.prices] == [100]
    assert found.age_seconds is None


def test_an_operator_that_is_gone_leaves_what_was_kept_and_then_nothing(
    tmp_path: Path, direct: httpx.Client
) -> None:
    write_city(tmp_path / "city.json")
    clock = StandingClock()
    with running_house("bike", tmp_path, direct) as bike:
        stations = BikeStationService(feed_at(f"{bike.base_url}/gbfs/gbfs.json", clock), clock)
        fresh = stations.find_nearby(LIANBAN, 1)
    clock.pass_time(minutes=5)
    kept = stations.find_nearby(LIANBAN, 1)
    assert kept.stations == fresh.stations
    assert kept.age_seconds is not None
    clock.pass_time(minutes=30)
    with pytest.raises(Unavailable):
        stations.find_nearby(LIANBAN, 1)
