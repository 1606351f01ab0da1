from __future__ import annotations

from typing import Any

import pytest

from backend.cards.bike_stations import PriceStep
from card_integration.gbfs.feed import GbfsFeed
from tests.unit.card_integration.gbfs.scripted_feed import ScriptedFeed, a_plan, a_station, a_station_now


def told(text: str, language: str) -> dict[str, str]:
    return {"text": text, "language": language}


@pytest.mark.parametrize(
    ("names", "zh", "en"),
    [
        ([told("莲坂", "zh"), told("Lianban", "en")], "莲坂", "Lianban"),
        ([told("蓮坂", "zh-TW"), told("莲坂", "zh-CN"), told("Lianban", "en-GB")], "莲坂", "Lianban"),
        ([told("蓮坂", "zh-TW"), told("Lianban", "en-US"), told("Lian Ban", "en")], "蓮坂", "Lian Ban"),
        ([told("莲坂", "zh")], "莲坂", "莲坂"),
        ([told("Lianban", "en")], "Lianban", "Lianban"),
        ([told("Ліаньбань", "uk"), told("Lianban", "en")], "Lianban", "Lianban"),
        ([told("Lian-ban", "fr"), told("莲坂", "zh")], "莲坂", "Lian-ban"),
        ([told("Lian-ban", "fr")], "Lian-ban", "Lian-ban"),
    ],
)
def test_a_name_falls_back_to_a_language_that_is_there(
    feed: GbfsFeed, script: ScriptedFeed, names: list[dict[str, str]], zh: str, en: str
) -> None:
    script.data["station_information"] = {"stations": [a_station(name=names)]}
    [station] = feed.read().stations
    assert (station.name_zh, station.name_en) == (zh, en)


def test_only_stations_that_both_files_know_and_that_stand_on_the_street_are_told(
    feed: GbfsFeed, script: ScriptedFeed
) -> None:
    script.data["station_information"] = {"stations": [a_station("old"), a_station("a"), a_station("b")]}
    script.data["station_status"] = {
        "stations": [
            a_station_now("new"),
            a_station_now("a", is_renting=False),
            a_station_now("b", is_installed=False),
        ]
    }
    [station] = feed.read().stations
    assert (station.id, station.is_renting, station.is_returning) == ("a", False, True)


def test_docks_that_nobody_counts_are_told_as_unknown(feed: GbfsFeed, script: ScriptedFeed) -> None:
    station: dict[str, Any] = a_station_now()
    del station["num_docks_available"]
    script.data["station_status"] = {"stations": [station]}
    assert [one.docks for one in feed.read().stations] == [None]


def test_prices_are_told_in_fen(feed: GbfsFeed, script: ScriptedFeed) -> None:
    plan = a_plan(price=0.1, per_km_pricing=[{"start": 0, "rate": 0.07, "interval": 1, "end": 5}])
    script.data["system_pricing_plans"] = {"plans": [plan]}
    [price] = feed.read().prices
    assert (price.name_zh, price.about_en, price.price_fen) == ("自行车", "An hour is free", 10)
    assert price.by_minute == (PriceStep(60, 100, 60, None),)
    assert price.by_kilometre == (PriceStep(0, 7, 1, 5),)


def test_a_feed_without_prices_is_told_without(feed: GbfsFeed, script: ScriptedFeed) -> None:
    script.data["gbfs"]["feeds"].pop()
    assert feed.read().prices == ()
    assert script.asked["system_pricing_plans"] == 0
