from __future__ import annotations

from typing import Any

import pytest

from config.loading import read_policy
from miniprogram_api.authentication import SECURITY_SCHEMES
from miniprogram_api.edge.limit_policy import Ceiling, SharedLimit, parse_limits

WHOLE: dict[str, Any] = {"ceilings": {}, "own_ceilings": {}, "limits": [], "unlimited": []}


def test_every_kind_of_caller_has_a_ceiling() -> None:
    kinds = {name for name in SECURITY_SCHEMES if not name.endswith(("Key", "Cookie", "Signature"))}
    assert read_policy("limits")["ceilings"].keys() == {*kinds, "anonymous"}


@pytest.mark.parametrize(
    "fault",
    [
        {"ceilings": {"citizen": {"a_minute": 0, "at_once": 1}}},
        {"ceilings": {"citizen": {"a_minute": "many", "at_once": 1}}},
        {"ceilings": {"citizen": {"a_minute": 1}}},
        {"limits": [{"operations": [], "most": "1/minute"}]},
        {"limits": [{"operations": ["ask_bot"], "most": "often"}]},
        {"limits": [{"operations": ["ask_bot"], "most": "1/fortnight"}]},
        {"limit": []},
    ],
)
def test_a_fault_in_the_file_stops_the_start(fault: dict[str, Any]) -> None:
    assert parse_limits(WHOLE)
    with pytest.raises(ValueError, match=next(iter(fault))):
        parse_limits({**WHOLE, **fault})


def test_a_factor_multiplies_counts_and_leaves_windows() -> None:
    limit = SharedLimit(("ask_bot",), "20/minute;400/day;5 per 10 minutes")
    assert limit.times(2.5) == "50 per 1 minute;1000 per 1 day;12 per 10 minute"
    assert Ceiling(60, 10).times(2) == Ceiling(120, 20)


def test_no_factor_closes_the_door_altogether() -> None:
    assert Ceiling(60, 10).times(0.001) == Ceiling(1, 1)
    assert SharedLimit(("ask_bot",), "20/minute").times(0.001) == "1 per 1 minute"
