"""The bike port over a GBFS 3.0 feed: from its discovery file to stations and prices in our own words."""

from __future__ import annotations

import httpx
import redis

from backend.cards.bike_stations import BikeNetwork, BikeStation, Place, PriceStep, RidePrice
from backend.platform.clock import Clock
from card_integration.gbfs.download import Downloads
from card_integration.gbfs.files import (
    Discovery,
    Plan,
    PricingPlans,
    Station,
    StationInformation,
    StationNow,
    StationStatus,
    Step,
    in_chinese,
    in_english,
)
from card_integration.gbfs.shelf import Shelf
from card_integration.outgoing import open_client


class GbfsFeed:
    """Reads a feed by the address of its gbfs.json; safe to share among threads.

    Without an `http` of the caller's, it goes straight to the operator, past any proxy of the environment.
    """

    def __init__(
        self,
        address: str,
        timeout_seconds: float,
        short_lived: redis.Redis,
        clock: Clock,
        http: httpx.Client | None = None,
    ) -> None:
        self._address = address
        downloads = Downloads(http or open_client(), timeout_seconds)
        self._shelf = Shelf(address, short_lived, clock, downloads.fetch)

    def read(self) -> BikeNetwork:
        """Return the whole network; raises `Unavailable` where any file that the feed lists cannot be had.

        A station is told only where both files know it: a new one may be in one of them first.
        """
        discovery = self._shelf.get(Discovery, self._address).file
        known = self._shelf.get(StationInformation, discovery.get_address("station_information"))
        now = self._shelf.get(StationStatus, discovery.get_address("station_status"))
        prices_at = discovery.find_address("system_pricing_plans")
        plans = self._shelf.get(PricingPlans, prices_at).file.data.plans if prices_at else ()
        standing = {one.station_id: one for one in known.file.data.stations}
        stations = [
            _station(standing[one.station_id], one)
            for one in now.file.data.stations
            if one.station_id in standing and one.is_installed
        ]
        return BikeNetwork(
            stations=tuple(stations),
            prices=tuple(_price(plan) for plan in plans),
            as_of=now.file.last_updated,
            good_until=min(known.good_until, now.good_until),
        )


def _station(known: Station, now: StationNow) -> BikeStation:
    return BikeStation(
        id=known.station_id,
        name_zh=in_chinese(known.name),
        name_en=in_english(known.name),
        place=Place(known.lat, known.lon),
        bikes=now.num_vehicles_available,
        docks=now.num_docks_available,
        is_renting=now.is_renting,
        is_returning=now.is_returning,
        reported_at=now.last_reported,
    )


def _price(plan: Plan) -> RidePrice:
    return RidePrice(
        name_zh=in_chinese(plan.name),
        name_en=in_english(plan.name),
        about_zh=in_chinese(plan.description),
        about_en=in_english(plan.description),
        price_fen=int(plan.price * 100),
        by_minute=tuple(_step(step) for step in plan.per_min_pricing),
        by_kilometre=tuple(_step(step) for step in plan.per_km_pricing),
    )


def _step(step: Step) -> PriceStep:
    return PriceStep(step.start, int(step.rate * 100), step.interval, step.end)
