from __future__ import annotations

from datetime import timedelta

import pytest

from backend.cards.bike_stations import (
    BikeNetwork,
    BikeStation,
    BikeStationService,
    NoBikeFeed,
    Place,
    PriceStep,
    RidePrice,
)
from backend.platform.errors import Unavailable
from tests.builders.clock import NOON, StandingClock

PATH = "/api/v1/bike-stations"
HERE = {"lat": 24.4867, "lon": 118.1043}
AWAY = Unavailable("bike-feed-unavailable", zh="暂时无法获取。", en="Not now.", retry_after_seconds=10)


class StandingFeed:
    """Tells a station for every place it is given, numbered in order."""

    def __init__(self, *places: Place, good_for_seconds: int = 30) -> None:
        stations = [
            BikeStation(f"s{number}", "莲坂", "Lianban", place, 4, None, True, False, NOON)
            for number, place in enumerate(places)
        ]
        price = RidePrice("自行车", "Bike", "一小时免费", "Free", 0, (PriceStep(60, 100, 60, None),), ())
        good_until = NOON + timedelta(seconds=good_for_seconds)
        self._network = BikeNetwork(tuple(stations), (price,), NOON, good_until)

    def read(self) -> BikeNetwork:
        return self._network


def serve(told, *places: Place, good_for_seconds: int = 30) -> StandingClock:
    clock = StandingClock()
    told.bike_stations = BikeStationService(StandingFeed(*places, good_for_seconds=good_for_seconds), clock)
    return clock


def test_the_nearest_stations_are_told_first_with_their_bikes_and_the_prices(client, told) -> None:
    serve(told, Place(24.5, 118.1), Place(24.4867, 118.1043), Place(24.49, 118.1))
    answer = client.get(PATH, query_string={**HERE, "limit": 2}).json
    assert [one["id"] for one in answer["stations"]] == ["s1", "s2"]
    assert answer["stations"][0] == {
        "id": "s1",
        "name_zh": "莲坂",
        "name_en": "Lianban",
        **HERE,
        "metres": 0,
        "bikes": 4,
        "docks": None,
        "renting": True,
        "returning": False,
        "reported_at": "2026-11-23T12:00:00+08:00",
    }
    assert answer["stations"][1]["metres"] == 569
    [price] = answer["prices"]
    assert price["by_minute"] == [{"start": 60, "rate_fen": 100, "interval": 60, "end": None}]
    assert answer["age_seconds"] is None


@pytest.mark.parametrize(("good_for_seconds", "seconds"), [(30, 30), (3600, 60), (1, 5), (0, 5), (-500, 5)])
def test_the_answer_may_be_kept_by_anybody_until_there_is_news(
    client, told, good_for_seconds, seconds
) -> None:
    serve(told, Place(24.5, 118.1), good_for_seconds=good_for_seconds)
    first = client.get(PATH, query_string=HERE)
    assert first.headers["Cache-Control"] == f"public, max-age={seconds}"
    again = client.get(PATH, query_string=HERE, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_what_was_kept_while_the_feed_is_away_is_told_with_its_age(client, told) -> None:
    clock = serve(told, Place(24.5, 118.1))
    clock.pass_time(minutes=10)
    answer = client.get(PATH, query_string=HERE).json
    assert (answer["age_seconds"], answer["as_of"]) == (600, "2026-11-23T12:00:00+08:00")


@pytest.mark.parametrize(
    "change",
    [
        {"lat": "90.01"},
        {"lat": "-91"},
        {"lon": "180.5"},
        {"lat": "nan"},
        {"lon": "inf"},
        {"lon": "1e999"},
        {"lat": ""},
        {"lat": "here"},
        {"lat": None},
        {"limit": "0"},
        {"limit": "51"},
        {"limit": "2.5"},
        {"limit": "9" * 5000},
        {"citizen": "cit_1"},
    ],
    ids=repr,
)
def test_a_place_that_is_none_is_refused_before_the_feed_is_asked(client, told, change) -> None:
    told.bike_stations.answers["find_nearby"] = AWAY
    answer = client.get(PATH, query_string={**HERE, **change})
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/fields-invalid")
    assert told.bike_stations.asked == []


@pytest.mark.parametrize("lat", [-90, 90])
@pytest.mark.parametrize("lon", [-180, 180])
def test_the_ends_of_the_earth_are_places_too(client, told, lat, lon) -> None:
    serve(told, Place(-lat, 0.0), Place(lat, lon))
    stations = client.get(PATH, query_string={"lat": lat, "lon": lon}).json["stations"]
    assert [one["metres"] for one in stations] == [0, 20_015_087]


def test_a_feed_that_is_away_is_a_503_that_says_when_to_ask_again(client, told) -> None:
    told.bike_stations.answers["find_nearby"] = AWAY
    answer = client.get(PATH, query_string=HERE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_city_without_a_feed_says_so(client, told) -> None:
    told.bike_stations = BikeStationService(NoBikeFeed(), StandingClock())
    answer = client.get(PATH, query_string=HERE)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/bike-feed-absent")
