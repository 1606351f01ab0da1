from __future__ import annotations

from typing import Any

import pytest

from tests.functional.edge.conftest import ASKING, OpenDoor, some_limits

ONE_EACH = {"anonymous": {"a_minute": 1, "at_once": 1}}
PEER = {"REMOTE_ADDR": "10.0.0.9"}


def door_with(open_door: OpenDoor, proxies: int) -> Any:
    return open_door(limits=some_limits(ceilings=ONE_EACH), proxies=proxies)


def statuses(client: Any, *forwarded: str, peer: dict[str, str] | None = None) -> list[int]:
    """Ask once for each list of forwarded addresses; 200 means a caller who was not here before."""
    answers = [
        client.get(ASKING, headers={"X-Forwarded-For": one}, environ_overrides=peer or PEER)
        for one in forwarded
    ]
    return [answer.status_code for answer in answers]


def test_without_a_proxy_nobody_becomes_another_by_a_header(open_door: OpenDoor) -> None:
    assert statuses(door_with(open_door, 0), "203.0.113.1", "203.0.113.2") == [200, 429]


@pytest.mark.parametrize("header", ["Forwarded", "X-Real-Ip", "X-Client-Ip", "CF-Connecting-IP"])
def test_no_other_header_is_believed_even_behind_a_proxy(open_door: OpenDoor, header: str) -> None:
    client = door_with(open_door, 1)
    answers = [
        client.get(ASKING, headers={header: f"203.0.113.{one}"}, environ_overrides=PEER) for one in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_behind_one_proxy_each_address_that_it_names_is_a_caller(open_door: OpenDoor) -> None:
    told = statuses(door_with(open_door, 1), "203.0.113.1", "203.0.113.2", "203.0.113.1")
    assert told == [200, 200, 429]


def test_what_a_caller_wrote_before_the_proxy_added_the_address_counts_for_nothing(
    open_door: OpenDoor,
) -> None:
    invented = ["198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1"]
    assert statuses(door_with(open_door, 1), *invented) == [200, 429]


def test_behind_two_proxies_the_last_but_one_is_the_caller(open_door: OpenDoor) -> None:
    passed = ["9.9.9.9, 203.0.113.1, 10.0.0.1", "8.8.8.8, 203.0.113.1, 10.0.0.2", "203.0.113.3, 10.0.0.1"]
    assert statuses(door_with(open_door, 2), *passed) == [200, 429, 200]


def test_who_comes_past_the_proxies_is_its_own_address(open_door: OpenDoor) -> None:
    client = door_with(open_door, 1)
    answers = [client.get(ASKING, environ_overrides={"REMOTE_ADDR": one}) for one in ("10.0.0.1", "10.0.0.1")]
    assert [answer.status_code for answer in answers] == [200, 429]


def test_a_network_of_ipv6_is_one_caller(open_door: OpenDoor) -> None:
    asked = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"]
    assert statuses(door_with(open_door, 1), *asked) == [200, 429, 200]


@pytest.mark.parametrize("nonsense", ["", "unknown", "::x", "2001:db8::%eth0", "a" * 500])
def test_an_address_that_is_none_breaks_nothing(open_door: OpenDoor, nonsense: str) -> None:
    assert statuses(door_with(open_door, 1), nonsense) == [200]
