"""What a running service tells without a sign-in: the bikes of another process, and its own figures."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.town import Town

pytestmark = [pytest.mark.store, pytest.mark.e2e]
LIANBAN = {"lat": 24.4867, "lon": 118.1043, "limit": 2}


def test_the_bikes_near_a_place_come_from_the_operators_own_feed(town: Town) -> None:
    answer = httpx.get(f"{town.api}/bike-stations", params=LIANBAN, trust_env=False)
    assert answer.status_code == 200
    assert [one["name_zh"] for one in answer.json()["stations"]] == ["莲坂", "湖滨南路"]
    assert answer.headers["Cache-Control"].startswith("public, max-age=")


def test_the_figures_are_for_a_monitor_on_this_machine(town: Town) -> None:
    address = f"{town.credentials['base_url']}/metrics"
    answer = httpx.get(address, trust_env=False)
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert "card_outbox_oldest_ready_seconds" in names
    passed_on = httpx.get(address, headers={"X-Forwarded-For": "203.0.113.7"}, trust_env=False)
    assert passed_on.status_code == 404
