from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from miniprogram_api.edge.limit_policy import Ceiling
from miniprogram_api.edge.token_buckets import TokenBuckets


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def buckets(a_minute: int, at_once: int) -> tuple[TokenBuckets, Hands]:
    hands = Hands()
    return TokenBuckets("citizen", Ceiling(a_minute, at_once), hands), hands


def test_so_many_come_at_once_and_then_one_for_each_that_has_flowed_in() -> None:
    some, hands = buckets(60, 3)
    assert [some.spend("a").wait_seconds for _ in range(5)] == [0, 0, 0, 1, 1]
    hands.at += 1
    assert [some.spend("a").wait_seconds for _ in range(2)] == [0, 1]


def test_whoever_waits_as_long_as_told_is_let_in() -> None:
    some, hands = buckets(7, 1)
    some.spend("a")
    wait = some.spend("a").wait_seconds
    assert wait == 9
    hands.at += wait - 1
    assert some.spend("a").wait_seconds == 1
    hands.at += 1
    assert some.spend("a").wait_seconds == 0


def test_to_be_refused_costs_nothing() -> None:
    some, hands = buckets(60, 1)
    for _ in range(50):
        some.spend("a")
    hands.at += 1
    assert some.spend("a").wait_seconds == 0


def test_callers_have_buckets_of_their_own() -> None:
    some, _ = buckets(60, 1)
    assert [some.spend(one).wait_seconds for one in ("a", "b", "a", "b")] == [0, 0, 1, 1]


def test_a_bucket_holds_no_more_than_a_burst() -> None:
    some, hands = buckets(60, 2)
    some.spend("a")
    hands.at += 86_400
    assert [some.spend("a").left for _ in range(3)] == [1, 0, 0]


def test_a_crowd_of_addresses_does_not_fill_the_memory() -> None:
    some, hands = buckets(60, 1)
    for number in range(20_000):
        some.spend(str(number))
    assert some.spend("19999").wait_seconds == 1
    hands.at += 0.5
    some.spend("one more")
    assert len(some._buckets) == 1


@given(
    a_minute=st.integers(1, 600),
    at_once=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=80),
)
def test_never_more_than_the_burst_and_what_flowed_in_meanwhile(
    a_minute: int, at_once: int, pauses: list[float]
) -> None:
    some, hands = buckets(a_minute, at_once)
    begun, admitted = hands.at, 0
    for pause in pauses:
        hands.at += pause
        admitted += some.spend("a").wait_seconds == 0
        assert admitted <= at_once + (hands.at - begun) * a_minute / 60 + 1e-6
