from __future__ import annotations

import threading

import pytest
import redis

from backend.domain import Ground
from backend.platform.traffic import BUCKETS_MS, Traffic

pytestmark = pytest.mark.store
NEVER = 3600.0


@pytest.fixture
def short_lived(ground: Ground) -> redis.Redis:
    return ground.short_lived


def test_what_several_processes_answered_is_one_sum(short_lived: redis.Redis) -> None:
    one, other = (Traffic(short_lived, gathered_seconds=NEVER) for _ in range(2))
    one.count_answer("GET", "/me", 200, 3.0)
    other.count_answer("GET", "/me", 200, 7000.0)
    other.count_answer("GET", "/me", 429, 30.0)
    other.flush()
    so_far = one.read()
    assert so_far.answers == {("GET", "/me", "200"): 2, ("GET", "/me", "429"): 1}
    times = so_far.times["GET", "/me"]
    assert times.total_ms == 7033.0
    assert (times.buckets[0], times.buckets[-1], sum(times.buckets)) == (1, 1, 3)
    assert other.read() == so_far


def test_nothing_is_counted_twice(short_lived: redis.Redis) -> None:
    traffic = Traffic(short_lived, gathered_seconds=NEVER)
    traffic.count_event("limited", "citizen")
    assert traffic.read().events == traffic.read().events == {("limited", "citizen"): 1}


@pytest.mark.parametrize("end", BUCKETS_MS)
def test_an_end_belongs_to_its_bucket(short_lived: redis.Redis, end: int) -> None:
    traffic = Traffic(short_lived, gathered_seconds=NEVER)
    traffic.count_answer("GET", "/", 200, float(end))
    assert traffic.read().times["GET", "/"].buckets[BUCKETS_MS.index(end)] == 1


def test_a_process_brings_its_counts_by_itself(short_lived: redis.Redis) -> None:
    counting, reading = Traffic(short_lived, gathered_seconds=0.01), Traffic(short_lived)
    counting.count_event("limited", "citizen")
    for alarm in threading.enumerate():
        if isinstance(alarm, threading.Timer):
            alarm.join(10)
    assert reading.read().events == {("limited", "citizen"): 1}


def test_while_redis_is_away_counts_wait(short_lived: redis.Redis) -> None:
    traffic = Traffic(short_lived, gathered_seconds=NEVER)
    traffic._redis = redis.Redis(host="127.0.0.1", port=1)
    traffic.count_event("limited", "citizen")
    with pytest.raises(redis.RedisError):
        traffic.read()
    traffic._redis = short_lived
    assert traffic.read().events == {("limited", "citizen"): 1}


def test_threads_lose_no_count(short_lived: redis.Redis) -> None:
    traffic = Traffic(short_lived, gathered_seconds=NEVER)

    def count() -> None:
        for _ in range(500):
            traffic.count_answer("GET", "/", 200, 1.0)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert traffic.read().answers["GET", "/", "200"] == 2000
