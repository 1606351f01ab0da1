from __future__ import annotations

from datetime import timedelta

import fakeredis
import httpx
import pytest

from backend.platform.errors import Unavailable
from card_integration.gbfs.feed import GbfsFeed
from tests.builders.clock import NOON
from tests.unit.card_integration.gbfs.scripted_feed import ScriptedFeed, a_station_now

AWAY = httpx.ConnectError("away")


def bikes(feed: GbfsFeed) -> int:
    [station] = feed.read().stations
    return station.bikes


def test_no_file_is_fetched_before_its_time_to_live_has_ended(feed: GbfsFeed, script: ScriptedFeed) -> None:
    feed.read()
    script.clock.pass_time(seconds=29)
    feed.read()
    assert set(script.asked.values()) == {1}
    script.clock.pass_time(seconds=1)
    feed.read()
    assert script.asked == {
        "gbfs": 1,
        "station_information": 1,
        "station_status": 2,
        "system_pricing_plans": 1,
    }


def test_what_one_worker_fetched_serves_them_all(feed: GbfsFeed, script: ScriptedFeed) -> None:
    first = feed.read()
    assert script.another_worker().read() == first
    assert set(script.asked.values()) == {1}


@pytest.mark.parametrize(("ttl", "seconds"), [(0, 5), (3, 5), (30, 30), (10**15, 86_400)])
def test_a_time_to_live_beyond_reason_is_bounded(
    feed: GbfsFeed, script: ScriptedFeed, ttl: int, seconds: int
) -> None:
    script.heads = {name: {"ttl": ttl} for name in script.data}
    assert feed.read().good_until == NOON + timedelta(seconds=seconds)


def test_while_the_feed_is_away_what_was_kept_is_told_as_of_then(
    feed: GbfsFeed, script: ScriptedFeed
) -> None:
    feed.read()
    script.replies["station_status"] = AWAY
    script.clock.pass_time(minutes=20)
    kept = feed.read()
    assert (kept.as_of, kept.good_until) == (NOON, NOON + timedelta(seconds=30))


def test_nothing_older_than_half_an_hour_is_told(feed: GbfsFeed, script: ScriptedFeed) -> None:
    feed.read()
    script.replies["station_status"] = AWAY
    script.clock.pass_time(minutes=31)
    with pytest.raises(Unavailable) as refusal:
        feed.read()
    assert refusal.value.code == "bike-feed-unavailable"


def test_a_feed_that_failed_is_left_alone_by_all_workers_for_ten_seconds(
    feed: GbfsFeed, script: ScriptedFeed
) -> None:
    script.replies["gbfs"] = AWAY
    for worker in (feed, script.another_worker(), feed):
        with pytest.raises(Unavailable):
            worker.read()
    assert script.asked["gbfs"] == 1
    script.replies.clear()
    script.clock.pass_time(seconds=10)
    assert bikes(feed) == 4


def test_a_feed_that_is_back_is_told_anew(feed: GbfsFeed, script: ScriptedFeed) -> None:
    feed.read()
    script.replies["station_status"] = AWAY
    script.clock.pass_time(seconds=30)
    assert bikes(feed) == 4
    script.replies.clear()
    script.data["station_status"] = {"stations": [a_station_now(num_vehicles_available=9)]}
    script.clock.pass_time(seconds=10)
    assert bikes(feed) == 9


def test_while_one_worker_asks_the_others_tell_what_was_kept(feed: GbfsFeed, script: ScriptedFeed) -> None:
    feed.read()
    script.clock.pass_time(seconds=30)
    meanwhile: list[int] = []

    def answer_slowly(request: httpx.Request) -> httpx.Response:
        meanwhile.append(bikes(script.another_worker()))
        return script(request)

    http = httpx.Client(transport=httpx.MockTransport(answer_slowly))
    slow = GbfsFeed("https://bike.example/gbfs/gbfs.json", 1.0, script.redis, script.clock, http)
    assert (bikes(slow), meanwhile) == (4, [4])
    assert script.asked["station_status"] == 2


def test_what_another_edition_of_ours_kept_is_fetched_anew(feed: GbfsFeed, script: ScriptedFeed) -> None:
    feed.read()
    for key in list(script.redis.scan_iter()):
        script.redis.set(key, b"2999-01-01T00:00:00+00:00\n{}")
    assert bikes(feed) == 4


def test_without_redis_the_feed_is_not_asked_at_all(script: ScriptedFeed) -> None:
    server = fakeredis.FakeServer()
    server.connected = False
    script.redis = fakeredis.FakeRedis(server=server)
    with pytest.raises(Unavailable) as refusal:
        script.another_worker().read()
    assert refusal.value.code == "short-lived-state-unavailable"
    assert not script.asked
