"""The published dashboard asks for nothing that the service does not tell."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from backend.domain import Domain
from backend.platform.database import Database
from backend.platform.outbox.models import OutboxBreaker
from backend.platform.traffic import Traffic
from miniprogram_api.application import build_app
from miniprogram_api.edge.limit_policy import parse_limits
from miniprogram_api.edge.parts import Edge
from tests.integration.platform.rows import put_messages

pytestmark = pytest.mark.store
DASHBOARD = json.loads((Path(__file__).parents[3] / "docs" / "dashboard.json").read_text(encoding="utf-8"))
PANELS = DASHBOARD["panels"]
METRIC = re.compile(r"\bcard_\w+")
LABELS_IN_BRACES = re.compile(r"(\w+)=~?\"")
LABELS_SUMMED_BY = re.compile(r"by \(([^)]*)\)")
LABELS_IN_LEGEND = re.compile(r"\{\{(\w+)\}\}")
ONE_AT_A_TIME = {"ceilings": {"anonymous": {"a_minute": 1, "at_once": 1}}}


@pytest.fixture
def told(domain: Domain, database: Database) -> dict[str, set[str]]:
    """Return what a scrape tells after some use: the labels of each sample by its name."""
    put_messages(database, "waits", stream="library/1")
    with database.transaction() as session:
        session.add(OutboxBreaker(destination="library", failures=1))
    traffic = Traffic(domain.ground.short_lived)
    traffic.count_event("slow_statement")
    limits = parse_limits({"own_ceilings": {}, "limits": [], "unlimited": [], **ONE_AT_A_TIME})
    client = build_app(domain, edge=Edge(traffic=traffic, limits=limits)).test_client()
    for _ in range(2):
        client.get("/api/v1/privacy-notice", environ_overrides={"REMOTE_ADDR": "203.0.113.1"})
    scraped = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).get_data(as_text=True)
    samples = [sample for one in text_string_to_metric_families(scraped) for sample in one.samples]
    return {sample.name: set(sample.labels) for sample in samples}


def expressions() -> list[tuple[str, dict[str, Any]]]:
    return [(panel["title"], target) for panel in PANELS for target in panel["targets"]]


@pytest.mark.parametrize(("title", "target"), expressions())
def test_every_panel_asks_for_what_the_service_tells(
    told: dict[str, set[str]], title: str, target: dict[str, Any]
) -> None:
    expression = target["expr"]
    metrics = METRIC.findall(expression)
    assert metrics, title
    assert set(metrics) <= told.keys()
    summed_by = [name.strip() for group in LABELS_SUMMED_BY.findall(expression) for name in group.split(",")]
    labels = {
        *LABELS_IN_BRACES.findall(expression),
        *summed_by,
        *LABELS_IN_LEGEND.findall(target["legendFormat"]),
    }
    assert labels <= {name for metric in metrics for name in told[metric]}


def test_everything_that_is_told_is_shown(told: dict[str, set[str]]) -> None:
    shown = {metric for _, target in expressions() for metric in METRIC.findall(target["expr"])}
    of_histograms = ("_count", "_created")
    assert {name for name in told if not name.endswith(of_histograms)} - shown == set()


def test_the_four_golden_signals_are_there() -> None:
    titles = " ".join(panel["title"] for panel in PANELS)
    assert all(signal in titles for signal in ("Latency", "Traffic", "Errors", "Saturation"))


def test_panels_neither_overlap_nor_share_an_id() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in PANELS:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
