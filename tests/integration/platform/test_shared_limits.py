"""The limits that all processes share, on the Redis that there is."""

from __future__ import annotations

from typing import Any

import pytest

from backend.domain import Domain
from miniprogram_api.application import build_app
from miniprogram_api.edge.callers import Pseudonyms
from miniprogram_api.edge.limit_policy import parse_limits
from miniprogram_api.edge.parts import Edge

pytestmark = pytest.mark.store
ASKING = "/api/v1/privacy-notice"
LIMITS = parse_limits(
    {
        "ceilings": {"anonymous": {"a_minute": 6000, "at_once": 1000}},
        "own_ceilings": {},
        "limits": [{"operations": ["get_privacy_notice"], "most": "2/minute;400/day"}],
        "unlimited": [],
    }
)


@pytest.fixture
def servers(domain: Domain) -> list[Any]:
    """Return two servers of one city."""
    pseudonyms = Pseudonyms(domain.ground.blind_index, domain.ground.clock)
    edges = [Edge(limits=LIMITS, pseudonyms=pseudonyms) for _ in range(2)]
    return [build_app(domain, edge=edge).test_client() for edge in edges]


def test_two_servers_count_together(servers: list[Any]) -> None:
    answers = [servers[turn % 2].get(ASKING) for turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert '"get_privacy_notice-60";r=1;t=' in answers[0].headers["RateLimit"]


def test_every_count_ends_with_its_window(domain: Domain, servers: list[Any]) -> None:
    servers[0].get(ASKING)
    short_lived: Any = domain.ground.short_lived
    ends_in = sorted(short_lived.ttl(key) for key in short_lived.scan_iter("LIMITS*"))
    assert len(ends_in) == 2
    assert 0 < ends_in[0] <= 60 < ends_in[1] <= 86_400
