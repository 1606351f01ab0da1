from __future__ import annotations

from dataclasses import replace

import fakeredis
import pytest

from backend.cards.bike_stations import BikeFeed, NoBikeFeed
from backend.cards.operators import Operators, parse_operators
from card_integration.gbfs.feed import GbfsFeed
from card_integration.operators import Access, connect_bike_feed
from config.loading import read_policy
from tests.builders.clock import StandingClock

OPERATORS: Operators = parse_operators(read_policy("operators"))
WITHOUT = Access("https://operator.example", "card", "secret")
WITH = replace(WITHOUT, gbfs="https://bike.example/gbfs.json")


def connect(**accesses: Access) -> BikeFeed:
    return connect_bike_feed(OPERATORS, accesses, fakeredis.FakeRedis(), StandingClock())


def test_the_feed_is_that_of_the_operator_with_the_bikes() -> None:
    assert isinstance(connect(bus=WITHOUT, bike=WITH), GbfsFeed)


def test_a_city_whose_bike_operator_has_no_feed_has_none() -> None:
    assert isinstance(connect(bus=WITHOUT, bike=WITHOUT), NoBikeFeed)


@pytest.mark.parametrize("accesses", [{"bus": WITH}, {"bike": WITH, "bus": WITH}])
def test_a_feed_of_an_operator_without_bikes_stops_the_start(accesses: dict[str, Access]) -> None:
    with pytest.raises(ValueError, match="gbfs stands at one operator"):
        connect(**accesses)
