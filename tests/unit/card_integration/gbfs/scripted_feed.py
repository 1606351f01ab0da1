"""A bike feed made of prepared files, which may be changed, cut off and counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import fakeredis
import httpx

from card_integration.gbfs.feed import GbfsFeed
from tests.builders.clock import NOON, StandingClock

FOLDER = "https://bike.example/gbfs/"
ADDRESS = f"{FOLDER}gbfs.json"
TTL_SECONDS = {"station_status": 30}


def said(zh: str, en: str) -> list[dict[str, str]]:
    return [{"text": zh, "language": "zh"}, {"text": en, "language": "en"}]


def a_station(station_id: str = "s1", **members: Any) -> dict[str, Any]:
    return {"station_id": station_id, "name": said("莲坂", "Lianban"), "lat": 24.48, "lon": 118.1, **members}


def a_station_now(station_id: str = "s1", **members: Any) -> dict[str, Any]:
    usual = {
        "station_id": station_id,
        "num_vehicles_available": 4,
        "num_docks_available": 6,
        "is_installed": True,
        "is_renting": True,
        "is_returning": True,
        "last_reported": NOON.isoformat(),
    }
    return {**usual, **members}


def a_plan(**members: Any) -> dict[str, Any]:
    step = {"start": 60, "rate": 1, "interval": 60}
    usual = {
        "plan_id": "usual",
        "name": said("自行车", "Bike"),
        "description": said("一小时内免费", "An hour is free"),
        "currency": "CNY",
        "price": 0.1,
        "is_taxable": False,
        "per_min_pricing": [step],
    }
    return {**usual, **members}


class ScriptedFeed:
    """Serves `data` by file; what stands in `replies` is answered instead."""

    def __init__(self) -> None:
        self.clock = StandingClock()
        self.redis = fakeredis.FakeRedis()
        self.asked: Counter[str] = Counter()
        self.replies: dict[str, httpx.Response | Exception] = {}
        self.heads: dict[str, dict[str, Any]] = {}
        names = ("station_information", "station_status", "system_pricing_plans")
        self.data: dict[str, dict[str, Any]] = {
            "gbfs": {"feeds": [{"name": name, "url": f"{FOLDER}{name}.json"} for name in names]},
            "station_information": {"stations": [a_station()]},
            "station_status": {"stations": [a_station_now()]},
            "system_pricing_plans": {"plans": [a_plan()]},
        }

    def file(self, name: str) -> dict[str, Any]:
        head = {
            "last_updated": self.clock.now().isoformat(),
            "ttl": TTL_SECONDS.get(name, 3600),
            "version": "3.0",
        }
        return {**head, "data": self.data[name], **self.heads.get(name, {})}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/gbfs/").removesuffix(".json")
        self.asked[name] += 1
        reply = self.replies.get(name)
        if isinstance(reply, Exception):
            raise reply
        answer = reply or httpx.Response(200, content=json.dumps(self.file(name)))
        # As from a wire: still to be read.
        return httpx.Response(answer.status_code, headers=answer.headers, content=iter([answer.content]))

    def another_worker(self) -> GbfsFeed:
        """Return the adapter of one more worker, on the same Redis."""
        http = httpx.Client(transport=httpx.MockTransport(self))
        return GbfsFeed(ADDRESS, 1.0, self.redis, self.clock, http)
