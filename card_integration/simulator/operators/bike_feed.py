"""The public bikes' open data: a GBFS 3.0 feed beside the contract, for anybody and about nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from werkzeug.wrappers import Request, Response

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.web import Problem, Route, json_response

TTL_SECONDS, SELDOM_CHANGED_TTL_SECONDS = 30, 3600
_FOLDER = "/gbfs"
_CHANGE_SECONDS = 300
# Name in Chinese and English, latitude, longitude, docks.
_STATIONS = (
    ("bike-001", "莲坂", "Lianban", 24.4867, 118.1043, 30),
    ("bike-002", "湖滨南路", "Hubin South Road", 24.4755, 118.0945, 24),
    ("bike-003", "筼筜湖", "Yundang Lake", 24.4799, 118.0866, 40),
    ("bike-004", "会展中心", "Exhibition Centre", 24.4690, 118.1832, 36),
    ("bike-005", "五缘湾", "Wuyuan Bay", 24.5273, 118.1786, 28),
    ("bike-006", "软件园二期", "Software Park II", 24.4855, 118.1825, 60),
)


class BikeFeedDoor:
    """Serves the files of the feed; how many bikes stand where is drawn anew every five minutes."""

    def __init__(self, clock: ShiftedClock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the feed's one route, which names the file."""
        return [("GET", f"{_FOLDER}/<name>.json", self._show)]

    def _show(self, request: Request, name: str) -> Response:
        now = self._clock.now()
        files = {
            "gbfs": lambda: _listing(request.root_url.rstrip("/")),
            "system_information": _system,
            "station_information": _stations,
            "station_status": lambda: _stations_now(now),
            "vehicle_types": _vehicle_types,
            "system_pricing_plans": _plans,
        }
        if name not in files:
            raise Problem(404, "unknown-file", "没有这个文件")
        is_lively = name == "station_status"
        return json_response(
            {
                "last_updated": now.isoformat(),
                "ttl": TTL_SECONDS if is_lively else SELDOM_CHANGED_TTL_SECONDS,
                "version": "3.0",
                "data": files[name](),
            }
        )


def _said(zh: str, en: str) -> list[dict[str, str]]:
    return [{"text": zh, "language": "zh"}, {"text": en, "language": "en"}]


def _listing(address: str) -> Mapping[str, Any]:
    names = (
        *("gbfs", "system_information", "vehicle_types"),
        *("station_information", "station_status", "system_pricing_plans"),
    )
    return {"feeds": [{"name": name, "url": f"{address}{_FOLDER}/{name}.json"} for name in names]}


def _system() -> Mapping[str, Any]:
    return {
        "system_id": "demo_public_bike",
        "languages": ["zh", "en"],
        "name": _said("公共自行车", "Public bike"),
        "opening_hours": "24/7",
        "feed_contact_email": "feed@bike.example",
        "timezone": "Asia/Shanghai",
    }


def _stations() -> Mapping[str, Any]:
    return {
        "stations": [
            {"station_id": number, "name": _said(zh, en), "lat": lat, "lon": lon, "capacity": docks}
            for number, zh, en, lat, lon, docks in _STATIONS
        ]
    }


def _stations_now(now: datetime) -> Mapping[str, Any]:
    span = int(now.timestamp()) // _CHANGE_SECONDS
    return {"stations": [_station_now(number, docks, span, now) for number, *_, docks in _STATIONS]}


def _station_now(number: str, docks: int, span: int, now: datetime) -> Mapping[str, Any]:
    bikes = Random(f"{number}/{span}").randint(0, docks)  # noqa: S311  synthetic, the same for the same time
    return {
        "station_id": number,
        "num_vehicles_available": bikes,
        "vehicle_types_available": [{"vehicle_type_id": "bicycle", "count": bikes}],
        "num_docks_available": docks - bikes,
        "is_installed": True,
        "is_renting": True,
        "is_returning": bikes < docks,
        "last_reported": now.isoformat(),
    }


def _vehicle_types() -> Mapping[str, Any]:
    bicycle = {
        "vehicle_type_id": "bicycle",
        "form_factor": "bicycle",
        "propulsion_type": "human",
        "name": _said("自行车", "Bicycle"),
        "default_pricing_plan_id": "usual",
        "pricing_plan_ids": ["usual"],
    }
    return {"vehicle_types": [bicycle]}


def _plans() -> Mapping[str, Any]:
    """Return the price that the rides of a card are drawn with: an hour free, then a yuan an hour."""
    usual = {
        "plan_id": "usual",
        "name": _said("公共自行车", "Public bike"),
        "currency": "CNY",
        "price": 0,
        "is_taxable": False,
        "description": _said("每次一小时内免费，之后每小时 1 元。", "An hour is free, then 1 yuan an hour."),
        "per_min_pricing": [{"start": 60, "rate": 1, "interval": 60}],
    }
    return {"plans": [usual]}
