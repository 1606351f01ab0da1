"""Public bikes near a place: open data, so nobody signs in for it and nothing is noted of who asks."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Range

from backend.cards.bike_stations import BikeStation, Place, PriceStep, RidePrice, StationNearby
from miniprogram_api.answer_fields import Answer, Body, flag, moment, number, parts, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.public.cached_answers import cached_answer
from miniprogram_api.services import services

_USUAL_LIMIT, _HIGHEST_LIMIT = 10, 50
_KEPT_SECONDS = range(5, 61)

room = Room("bike-stations", "公共自行车 Public bikes", PUBLIC)


class PlaceQuery(Body):
    """A place in degrees (WGS 84), and how many stations are wanted."""

    lat = fields.Float(required=True, validate=Range(-90, 90))
    lon = fields.Float(required=True, validate=Range(-180, 180))
    limit = fields.Integer(load_default=_USUAL_LIMIT, validate=Range(1, _HIGHEST_LIMIT))


class StationAnswer(Answer):
    """A station on the street."""

    id = text()
    name_zh = text()
    name_en = text()
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)
    metres = number("As the crow flies.")
    bikes = number("To be taken now.")
    docks = number("Free now; null where it has none to count.", nullable=True)
    renting = flag("Bikes are given out.")
    returning = flag("Bikes are taken back.")
    reported_at = moment("When the station told this.")


class PriceStepAnswer(Answer):
    """From `start` on, `rate_fen` for every `interval` begun, until `end`; an interval of 0 is due once."""

    start = number("Minutes or kilometres.")
    rate_fen = number("In fen.")
    interval = number("Minutes or kilometres.")
    end = number("Null where there is none.", nullable=True)


class RidePriceAnswer(Answer):
    """What a ride costs."""

    name_zh = text()
    name_en = text()
    about_zh = text()
    about_en = text()
    price_fen = number("For the ride itself.")
    by_minute = parts(PriceStepAnswer)
    by_kilometre = parts(PriceStepAnswer)


class StationsAnswer(Answer):
    """The nearest stations, nearest first, and the prices; whole, or a problem."""

    as_of = moment("When the bike operator told this.")
    age_seconds = number(
        "How old that is where the operator does not answer just now, else null.", nullable=True
    )
    stations = parts(StationAnswer)
    prices = parts(RidePriceAnswer)


@room.operation(
    "GET", "/bike-stations", Gives(StationsAnswer, refuses=(404,), has_tag=True), Takes(query=PlaceQuery)
)
def list_bike_stations(query: dict[str, Any]) -> Response:
    """附近的公共自行车站点 Find the bike stations near a place, with bikes, docks and prices"""
    found = services().bike_stations.find_nearby(Place(query["lat"], query["lon"]), query["limit"])
    return cached_answer(
        {
            "as_of": city_time(found.as_of),
            "age_seconds": found.age_seconds,
            "stations": [_render_station(one) for one in found.stations],
            "prices": [_render_price(price) for price in found.prices],
        },
        kept_seconds=min(max(found.good_for_seconds, _KEPT_SECONDS.start), _KEPT_SECONDS.stop - 1),
    )


def _render_station(nearby: StationNearby) -> dict[str, Any]:
    station: BikeStation = nearby.station
    return {
        "id": station.id,
        "name_zh": station.name_zh,
        "name_en": station.name_en,
        "lat": station.place.lat,
        "lon": station.place.lon,
        "metres": nearby.metres,
        "bikes": station.bikes,
        "docks": station.docks,
        "renting": station.is_renting,
        "returning": station.is_returning,
        "reported_at": city_time(station.reported_at),
    }


def _render_price(price: RidePrice) -> dict[str, Any]:
    return {
        "name_zh": price.name_zh,
        "name_en": price.name_en,
        "about_zh": price.about_zh,
        "about_en": price.about_en,
        "price_fen": price.price_fen,
        "by_minute": [_render_step(step) for step in price.by_minute],
        "by_kilometre": [_render_step(step) for step in price.by_kilometre],
    }


def _render_step(step: PriceStep) -> dict[str, Any]:
    return {"start": step.start, "rate_fen": step.rate_fen, "interval": step.interval, "end": step.end}
