from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.platform.errors import Unavailable
from card_integration.gbfs.download import DownloadFailed, Downloads
from card_integration.gbfs.feed import GbfsFeed
from tests.unit.card_integration.gbfs.scripted_feed import (
    ADDRESS,
    FOLDER,
    ScriptedFeed,
    a_plan,
    a_station,
    a_station_now,
)

FILES = ("gbfs", "station_information", "station_status", "system_pricing_plans")
TWICE = {"stations": [a_station_now(), a_station_now()]}
ELSEWHERE = [{"name": name, "url": f"http://169.254.169.254/{name}"} for name in FILES[1:3]]
DEEP = "[" * 100_000


def refused(feed: GbfsFeed) -> None:
    with pytest.raises(Unavailable) as refusal:
        feed.read()
    assert refusal.value.code == "bike-feed-unavailable"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "reply",
    [
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
        httpx.Response(500),
        httpx.Response(404),
        httpx.Response(304),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b'{"data": '),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(200, content=b"null"),
        httpx.Response(200, content=DEEP.encode()),
        httpx.Response(200, content=b'{"last_updated": NaN}'),
    ],
    ids=repr,
)
def test_one_file_that_cannot_be_read_is_no_answer_at_all(
    feed: GbfsFeed, script: ScriptedFeed, name: str, reply: httpx.Response | Exception
) -> None:
    script.replies[name] = reply
    refused(feed)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "head",
    [
        {"version": "2.3"},
        {"version": 3.0},
        {"ttl": -1},
        {"ttl": "30"},
        {"ttl": True},
        {"last_updated": "2026-11-23T12:00:00"},
        {"last_updated": 1_790_000_000},
        {"last_updated": "0001-01-01T00:00:00+14:00"},
        {"last_updated": "9999-12-31T23:59:59-12:00"},
        {"data": None},
        {"data": []},
    ],
    ids=repr,
)
def test_a_head_that_the_standard_does_not_know_is_refused(
    feed: GbfsFeed, script: ScriptedFeed, name: str, head: dict[str, Any]
) -> None:
    script.heads[name] = head
    refused(feed)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gbfs", {"feeds": []}),
        ("gbfs", {"feeds": [{"name": "station_status", "url": f"{FOLDER}station_status.json"}]}),
        ("gbfs", {"feeds": ELSEWHERE}),
        ("gbfs", {"feeds": [{"name": name, "url": "https://[/x"} for name in FILES[1:3]]}),
        ("gbfs", {"feeds": [{"name": name, "url": f"http://bike.example/{name}"} for name in FILES[1:3]]}),
        ("station_information", {"stations": [a_station(), a_station()]}),
        ("station_information", {"stations": [a_station(name=[])]}),
        ("station_information", {"stations": [a_station(name="莲坂")]}),
        ("station_information", {"stations": [a_station(name=[{"text": "", "language": "zh"}])]}),
        ("station_information", {"stations": [a_station(lat=90.1)]}),
        ("station_information", {"stations": [a_station(lon="118")]}),
        ("station_status", TWICE),
        ("station_status", {"stations": [a_station_now(num_vehicles_available=-1)]}),
        ("station_status", {"stations": [a_station_now(num_vehicles_available=1.5)]}),
        ("station_status", {"stations": [a_station_now(num_vehicles_available=2**70)]}),
        ("station_status", {"stations": [a_station_now(is_renting=1)]}),
        ("station_status", {"stations": [a_station_now(last_reported="9999-12-31T23:59:59Z")]}),
        ("station_status", {"stations": [{"station_id": "s1"}]}),
        ("system_pricing_plans", {"plans": [a_plan(currency="EUR")]}),
        ("system_pricing_plans", {"plans": [a_plan(price=-1)]}),
        ("system_pricing_plans", {"plans": [a_plan(price=0.001)]}),
        ("system_pricing_plans", {"plans": [a_plan(per_min_pricing=[{"start": 0}])]}),
    ],
)
def test_one_faulty_part_is_no_answer_at_all(
    feed: GbfsFeed, script: ScriptedFeed, name: str, data: dict[str, Any]
) -> None:
    script.data[name] = data
    refused(feed)


def test_no_file_is_asked_for_on_another_host(feed: GbfsFeed, script: ScriptedFeed) -> None:
    script.data["gbfs"] = {"feeds": ELSEWHERE}
    refused(feed)
    assert script.asked == {"gbfs": 1}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places_in(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, inner in steps:
        yield from places_in(inner, (*path, step))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_stands_anywhere_in_a_file_is_told_whole_or_refused(data: st.DataObject) -> None:
    script = ScriptedFeed()
    name = data.draw(st.sampled_from(FILES))
    file = deepcopy(script.file(name))
    path = data.draw(st.sampled_from([place for place in places_in(file) if place]))
    held = file
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = data.draw(ANY_JSON)
    script.replies[name] = httpx.Response(200, content=json.dumps(file))
    try:
        stations = script.another_worker().read().stations
    except Unavailable:
        stations = ()
    for station in stations:
        assert station.name_zh
        assert station.name_en
        assert station.bikes >= 0
        assert datetime(2000, 1, 1, tzinfo=UTC) <= station.reported_at.astimezone(UTC)


def test_a_file_beyond_the_size_is_not_read_to_its_end() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1000

    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=endless())))
    with pytest.raises(DownloadFailed, match="too large"):
        Downloads(http, 60.0, largest_bytes=5000).fetch(ADDRESS)


def test_a_file_that_drips_is_cut_off_at_its_time() -> None:
    def dripping() -> Iterator[bytes]:
        while True:
            yield b" "

    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=dripping())))
    with pytest.raises(DownloadFailed, match="too slow"):
        Downloads(http, 0.0).fetch(ADDRESS)


def test_a_compressed_file_is_refused_as_it_hides_its_size() -> None:
    packed = gzip.compress(b" " * 10**6)
    bomb = httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=packed)
    http = httpx.Client(transport=httpx.MockTransport(lambda _: bomb))
    with pytest.raises(DownloadFailed, match="compressed"):
        Downloads(http, 1.0).fetch(ADDRESS)
