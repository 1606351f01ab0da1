"""Where public bikes stand near a place: open data of the bike operator, the same for everybody.

Nothing here knows a citizen, a card or a perk: the perk of the bikes goes through the operator's contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from backend.platform.clock import Clock
from backend.platform.errors import NotFound

_EARTH_RADIUS_METRES = 6_371_000


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth, in degrees (WGS 84)."""

    lat: float
    lon: float

    def metres_to(self, other: Place) -> float:
        """Return the way as the crow flies, on a sphere: half a percent off at most."""
        lat, other_lat = radians(self.lat), radians(other.lat)
        half_lat, half_lon = (other_lat - lat) / 2, radians(other.lon - self.lon) / 2
        chord = sin(half_lat) ** 2 + cos(lat) * cos(other_lat) * sin(half_lon) ** 2
        return 2 * _EARTH_RADIUS_METRES * asin(sqrt(min(chord, 1)))


@dataclass(frozen=True, slots=True)
class BikeStation:
    """A station on the street; `docks` is None where it has none to count."""

    id: str
    name_zh: str
    name_en: str
    place: Place
    bikes: int
    docks: int | None
    is_renting: bool
    is_returning: bool
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class PriceStep:
    """From `start` on, `rate_fen` is due for every `interval` begun, until `end` where there is one.

    An interval of 0 is due once.
    """

    start: int
    rate_fen: int
    interval: int
    end: int | None


@dataclass(frozen=True, slots=True)
class RidePrice:
    """What a ride costs: a price for itself, and steps by the minute and by the kilometre."""

    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    price_fen: int
    by_minute: tuple[PriceStep, ...]
    by_kilometre: tuple[PriceStep, ...]


@dataclass(frozen=True, slots=True)
class BikeNetwork:
    """All stations and prices, as the operator told them at `as_of`.

    `good_until` is when the operator has news; an answer past it is what was kept while the feed is away.
    """

    stations: tuple[BikeStation, ...]
    prices: tuple[RidePrice, ...]
    as_of: datetime
    good_until: datetime


class BikeFeed(Protocol):
    """Where the bike operator tells its stations."""

    def read(self) -> BikeNetwork:
        """Return the whole network; raises `Unavailable` where it is not told whole, `NotFound` for none."""
        ...


class NoBikeFeed:
    """The feed of a city whose bike operator publishes none."""

    def read(self) -> BikeNetwork:
        """Refuse: there is nothing to read."""
        raise NotFound(
            "bike-feed-absent",
            zh="本市公共自行车运营单位没有公开站点信息。",
            en="The city's bike operator publishes no stations.",
        )


@dataclass(frozen=True, slots=True)
class StationNearby:
    """A station and how far it is from the place that was asked about."""

    station: BikeStation
    metres: int


@dataclass(frozen=True, slots=True)
class StationsNearby:
    """The nearest stations, nearest first; `age_seconds` is told where the feed is away, else None."""

    stations: tuple[StationNearby, ...]
    prices: tuple[RidePrice, ...]
    as_of: datetime
    age_seconds: int | None
    good_for_seconds: int


class BikeStationService:
    """Finds stations; a place that is asked about is neither stored nor logged."""

    def __init__(self, feed: BikeFeed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock

    def find_nearby(self, place: Place, limit: int) -> StationsNearby:
        """Return the nearest stations; raises what the feed raises."""
        network, now = self._feed.read(), self._clock.now()
        away = [StationNearby(one, round(place.metres_to(one.place))) for one in network.stations]
        away.sort(key=lambda found: (found.metres, found.station.id))
        good_for_seconds = int((network.good_until - now).total_seconds())
        return StationsNearby(
            stations=tuple(away[:limit]),
            prices=network.prices,
            as_of=network.as_of,
            age_seconds=None if good_for_seconds > 0 else max(int((now - network.as_of).total_seconds()), 0),
            good_for_seconds=max(good_for_seconds, 0),
        )
